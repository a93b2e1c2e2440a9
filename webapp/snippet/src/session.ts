/** Sessions: a visit ends after 30 minutes without a call or a look at the page. */
import type { Storage } from "./storage";

const IDLE = 30 * 60 * 1000;

/** Notes that the person is here; true when that begins a new session. */
export function touch(storage: Storage, now: number): boolean {
  const last = storage.get<number>("seen") ?? 0;
  storage.set("seen", now);
  return now - last >= IDLE;
}

/** What people did with a notification, told to the sender; what cannot be told now is kept. */
import { update } from "./database";

export interface Told {
  host: string;
  token: string;
  type: "displayed" | "clicked" | "dismissed" | "action" | "reply";
  action?: string;
  /** What was answered. */
  text?: string;
  /** When it happened, ISO 8601. */
  at: string;
}

const KEY = "reports";
/** Oldest first; beyond this the oldest are forgotten. */
const MOST = 100;
const WEEK = 7 * 24 * 3600 * 1000;

/** True when the server has taken the report or will never take it. */
async function post({ host, ...report }: Told): Promise<boolean> {
  try {
    // text/plain needs no preflight, so the report leaves even when the worker is about to end.
    const response = await fetch(`${host}/v1/reports`, {
      method: "POST",
      credentials: "omit",
      keepalive: true,
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify(report),
    });
    return response.status < 500 && response.status !== 408 && response.status !== 429;
  } catch {
    return false;
  }
}

/** Sends one report, or keeps it for later. */
export async function tell(told: Told): Promise<void> {
  await update<Told[]>(KEY, (old = []) => [...old, told].slice(-MOST));
  await tellKept();
}

let turn = Promise.resolve();

/** Sends what is kept, oldest first, one call after the other; a host that does not take one is left alone for now.
 *
 * What is sent leaves the list when it was answered, not before: a browser may end the worker at any moment. It is then
 * sent again, and counts once.
 */
export function tellKept(): Promise<void> {
  turn = turn.then(sendKept, sendKept);
  return turn;
}

async function sendKept(): Promise<void> {
  const busy = new Set<string>();
  for (;;) {
    let next: Told | undefined;
    await update<Told[]>(KEY, (old = []) => {
      const young = old.filter(({ at }) => Date.now() - Date.parse(at) < WEEK);
      next = young.find(({ host }) => !busy.has(host));
      return young;
    });
    if (!next) return;
    if (await post(next)) await forget(JSON.stringify(next));
    else busy.add(next.host);
  }
}

const forget = (sent: string): Promise<Told[]> =>
  update<Told[]>(KEY, (old = []) => old.filter((one) => JSON.stringify(one) !== sent));

/** What every call carries, and who is told when the server no longer knows us. */
import { Problem } from "./problem";

/** `unauthorized`: the browser has dropped the cookie itself, its time being over, or a log-out next door. */
const ENDS: readonly unknown[] = ["not_logged_in", "unauthorized"];

/** Whether a refusal says that nobody is logged in. */
export const isEnd = (error: unknown): boolean => error instanceof Problem && ENDS.includes(error.code);

let csrf = "";
const listeners = new Set<() => void>();

export const credentials = {
  /** The value of `X-Waymark-CSRF`, from the session document. */
  csrf: (): string => csrf,
  keep(value: string): void {
    csrf = value;
  },
  /** Call this when a session has ended; answers how to stop listening. */
  onEnd(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** A call was answered 401: has the session ended? */
  async refused(response: Response): Promise<void> {
    const told = (await response.json().catch(() => ({}))) as { code?: string };
    if (ENDS.includes(told.code)) listeners.forEach((listener) => listener());
  },
};

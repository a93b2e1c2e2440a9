/** What every call carries, and who is told when the server no longer knows us. */
import { Problem } from "./problem";

/** `unauthorized`: the browser has dropped the cookie itself, its time being over, or a log-out next door. */
const ENDS: readonly unknown[] = ["not_logged_in", "unauthorized"];

/** Whether a refusal says that nobody is logged in. */
export const isEnd = (error: unknown): boolean => error instanceof Problem && ENDS.includes(error.code);

/** This session was switched to another workspace, in another tab. */
const SWITCHED = "workspace_switched";

let csrf = "";
let workspace = "";
const switches = new Set<() => void>();
const listeners = new Set<() => void>();

export const credentials = {
  /** The value of `X-Waymark-CSRF`, from the session document. */
  csrf: (): string => csrf,
  /** The value of `X-Waymark-Workspace`: which workspace this page shows; "" while it shows none. */
  workspace: (): string => workspace,
  keep(value: string, shown: string): void {
    csrf = value;
    workspace = shown;
  },
  /** Call this when a session has ended; answers how to stop listening. */
  onEnd(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Call this when the session shows another workspace elsewhere; answers how to stop listening. */
  onSwitch(listener: () => void): () => void {
    switches.add(listener);
    return () => switches.delete(listener);
  },
  /** A call was answered 409: is this page of another workspace than its session now? */
  async conflict(response: Response): Promise<void> {
    const told = (await response.json().catch(() => ({}))) as { code?: string };
    if (told.code === SWITCHED) switches.forEach((listener) => listener());
  },
  /** A call was answered 401: has the session ended? */
  async refused(response: Response): Promise<void> {
    const told = (await response.json().catch(() => ({}))) as { code?: string };
    if (ENDS.includes(told.code)) listeners.forEach((listener) => listener());
  },
};

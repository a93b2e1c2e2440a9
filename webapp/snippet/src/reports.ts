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

const keep = (told: Told[]): Promise<Told[]> =>
  update<Told[]>(KEY, (old) => [...(old ?? []), ...told].slice(-MOST));

/** Sends one report, or keeps it for later. */
export async function tell(told: Told): Promise<void> {
  if (!(await post(told))) await keep([told]);
}

/** Sends what was kept, oldest first; stops at the first that fails. */
export async function tellKept(): Promise<void> {
  let waiting: Told[] = [];
  // Taken out before sending: two events at once must not send the same reports.
  await update<Told[]>(KEY, (old) => ((waiting = old ?? []), []));
  waiting = waiting.filter((told) => Date.now() - Date.parse(told.at) < WEEK);
  while (waiting[0] && (await post(waiting[0]))) waiting.shift();
  if (waiting.length) await update<Told[]>(KEY, (old) => [...waiting, ...(old ?? [])].slice(-MOST));
}

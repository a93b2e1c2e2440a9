/** The list in the address: `?q=&sort=&state=&reason=&journey=&push=&platform=&from=&to=`; days in his zone. */
import { oneOf, readView, tidy, type View } from "../../list/view";
import { SEND_STATE } from "../../theme/tokens";

export type SendState = keyof typeof SEND_STATE;
export const STATES = Object.keys(SEND_STATE) as SendState[];

export interface MessagesView extends View {
  state?: SendState;
  reason?: string;
  journey?: string;
  push?: string;
  platform?: string;
  /** The first day and the last one: `2026-03-04`. */
  from?: string;
  to?: string;
}

const FREE = ["reason", "journey", "push", "platform"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readMessagesView(search: Record<string, unknown>): MessagesView {
  const free = Object.fromEntries(FREE.map((name) => [name, text(search[name])]));
  const days = { from: day(search.from), to: day(search.to) };
  return tidy({ ...readView(search), ...free, ...days, state: oneOf(search.state, STATES) });
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, 100) : undefined;

function day(value: unknown): string | undefined {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** Whether anything is left out. */
export const narrows = (view: MessagesView): boolean => Object.keys(asked(view)).length > 0;

/** Which come first: `?sort=when` the oldest. */
export const orderOf = ({ sort }: MessagesView): "newest" | "oldest" => (sort === "when" ? "oldest" : "newest");

/** What the server is asked for. */
export function asked({ q, from, to, state, reason, journey, push, platform }: MessagesView): Record<string, string> {
  const first = from && midnight(from).toISOString();
  const until = to && following(to).toISOString();
  return tidy({ user_id: q?.trim(), state, reason, journey, push, platform, from: first, to: until });
}

/** The day's beginning, as the reader's calendar has it. */
function midnight(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
}

function following(day: string): Date {
  const date = midnight(day);
  date.setDate(date.getDate() + 1);
  return date;
}

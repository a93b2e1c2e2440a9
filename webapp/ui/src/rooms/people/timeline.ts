/** One timeline of three lists that come page by page, each the newest first. */
import type { Happening, Message, Run } from "./queries";

export const KINDS = ["events", "status", "runs", "messages"] as const;
export type Kind = (typeof KINDS)[number];

/** `placed` orders the timeline: when we learnt of it, as the server's lists are ordered. */
interface Placed {
  id: string;
  placed: string;
}

export type Entry = Placed &
  (
    | { kind: "events" | "status"; happening: Happening }
    | { kind: "runs"; run: Run }
    | { kind: "messages"; message: Message }
  );

export interface Stream {
  entries: readonly Entry[];
  /** Older ones are still at the server. */
  more: boolean;
}

/** What a run or a message says by itself: its own entry stands in the timeline. */
const SAID = new Set(["journey_entered", "journey_finished", "push_accepted", "push_failed", "push_suppressed"]);

/** Of a device, or of what all devices come to. */
const ABOUT_PUSH = new Set(["push_status_changed", "device_changed"]);

export function eventEntries(rows: readonly Happening[]): Entry[] {
  const kept = rows.filter(({ name }) => !SAID.has(name));
  return kept.map((happening, index) => ({
    id: `e${kept.length - index}`,
    placed: happening.received_at,
    kind: ABOUT_PUSH.has(happening.name) ? "status" : "events",
    happening,
  }));
}

export const runEntries = (rows: readonly Run[]): Entry[] =>
  rows.map((run) => ({ id: run.id, placed: run.entered_at, kind: "runs", run }));

export const messageEntries = (rows: readonly Message[]): Entry[] =>
  rows.map((message) => ({ id: message.id, placed: message.created_at, kind: "messages", message }));

/** The streams as one, the newest first, as far down as none of them hides anything yet. */
export function woven(streams: readonly Stream[]): Entry[] {
  const ends = streams.filter(({ more }) => more).map(({ entries }) => entries.at(-1)?.placed ?? "");
  const floor = ends.reduce((highest, each) => (each > highest ? each : highest), "");
  return streams
    .flatMap(({ entries }) => entries)
    .filter(({ placed }) => placed >= floor)
    .toSorted((one, other) => (one.placed < other.placed ? 1 : one.placed > other.placed ? -1 : 0));
}

/** What an event was told with, in short: `total: 12 · currency: EUR`. */
export function brief(told: Record<string, unknown>, most = 4): string {
  const { properties, traits, ...rest } = told;
  const known = Object.assign({}, rest, traits, properties) as Record<string, unknown>;
  const shown = Object.entries(known).filter(([, value]) => value !== null && typeof value !== "object");
  return shown.slice(0, most).map(([name, value]) => `${name}: ${String(value)}`).join(" · ");
}

/** How a message stands: its first send's state, or its own where it has none. */
export function standing({ state, sends }: Pick<Message, "state" | "sends">): string {
  return sends[0]?.state ?? (state === "open" ? "pending" : state);
}

/** Why it stands so: the message's reason, else that of the first send that has one. */
export function reasonOf({ reason, sends }: Pick<Message, "reason" | "sends">): string | null {
  return reason ?? sends.find((send) => send.reason !== null)?.reason ?? null;
}

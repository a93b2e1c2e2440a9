/** How the draft on the screen stands to the one that is kept: a pure function, for `useSaving` to follow. */
import { Problem } from "../../../api/problem";

export type Saving = "saved" | "changed" | "sending" | "failed" | "conflict";

export type Event = "edit" | "send" | "kept" | "kept an older" | "refuse" | "outrun" | "settle";

/** An edit while one is being sent waits for the answer; after a conflict only the member's word goes on. */
const NEXT: Record<Saving, Partial<Record<Event, Saving>>> = {
  saved: { edit: "changed" },
  changed: { send: "sending" },
  sending: { kept: "saved", "kept an older": "changed", refuse: "failed", outrun: "conflict" },
  failed: { edit: "changed", send: "sending" },
  conflict: { settle: "saved" },
};

export const next = (now: Saving, event: Event): Saving => NEXT[now][event] ?? now;

const AGAIN: readonly number[] = [0, 401, 408, 429];

/** Whether the same may be taken a moment later: silence, overload and the end of a session pass, a refusal stays. */
export const isPassing = (cause: unknown): boolean =>
  !(cause instanceof Problem) || AGAIN.includes(cause.status) || cause.status >= 500;

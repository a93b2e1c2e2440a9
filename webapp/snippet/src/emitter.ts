/** `waymark.on(event, callback)`: what the snippet tells the page. */
import type { Status } from "./device";
import type { Hindrance } from "./facts";
import type { Answer } from "./offer";
import type { Item } from "./place";

export interface Told {
  /** The push status is known or has changed; `subscribed`: a push reaches this browser.
   * `why` there can be no push here, where the status is "unsupported". */
  status: { status: Status | "withdrawn"; subscribed: boolean; deviceId: string | null; why: Hindrance };
  /** A popup is on the page, was answered, or was taken away because its offer has ended. */
  popup: { popup: string; state: Answer | "shown" | "withdrawn" };
  /** The bell: how many items are unread, and the items that are known, the newest first. */
  inbox: { unread: number; items: Item[] };
  /** An item was put into the queue. */
  queued: { messageId: string; type: string; event?: string };
  /** A batch was answered; `count` items are off the queue, `rejected` of them were refused. */
  sent: { count: number; rejected: number };
  /** The queue was full: the `count` oldest items were dropped. */
  dropped: { count: number };
  /** Something was refused or failed; the page goes on. */
  error: { code: string };
}

export type Callback<Name extends keyof Told> = (told: Told[Name]) => void;

export interface Emitter {
  /** Answers a function that ends the listening. */
  on<Name extends keyof Told>(name: Name, callback: Callback<Name>): () => void;
  /** True where somebody listens. */
  heard(name: keyof Told): boolean;
  emit<Name extends keyof Told>(name: Name, told: Told[Name]): void;
}

export function createEmitter(): Emitter {
  const callbacks = new Map<string, Set<(told: never) => void>>();
  return {
    on(name, callback) {
      const listening = callbacks.get(name) ?? new Set();
      callbacks.set(name, listening.add(callback));
      return () => listening.delete(callback);
    },
    heard: (name) => Boolean(callbacks.get(name)?.size),
    emit(name, told) {
      for (const callback of callbacks.get(name) ?? []) {
        try {
          (callback as (told: unknown) => void)(told);
        } catch (fault) {
          // The page's own fault is shown in its console, and stops nothing of ours.
          console.error(fault);
        }
      }
    },
  };
}

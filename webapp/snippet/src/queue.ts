/** Items on their way to the server: in order, kept over page loads, sent again until answered.
 *
 * Each item has its messageId before the first attempt, so sending it twice counts once.
 */
import type { Emitter } from "./emitter";
import { alone } from "./locks";
import type { Storage } from "./storage";

export interface Item {
  type: "track" | "identify" | "page";
  messageId: string;
  timestamp: string;
  anonymousId: string;
  userId?: string;
  event?: string;
  name?: string;
  properties?: object;
  traits?: object;
  context: object;
}

/** How a batch was answered. `after` is in milliseconds. */
export type Outcome =
  | { kind: "taken"; rejected: number }
  | { kind: "refused"; code: string }
  | { kind: "later"; after: number | null }
  | { kind: "stop"; code: string };

export interface Queue {
  add(item: Item): void;
  /** Sends what waits, now; the promise ends when nothing waits or the server wants a pause. */
  flush(): Promise<void>;
  /** Changes an item that has not been sent yet: what was sent once must stay as it was. */
  amend(messageId: string, properties: object): void;
  /** The page may end at any moment: sends what it can at once, in this very call. */
  leave(): void;
}

const MOST = 1000;
const BATCH = 100;
/** Browsers end a page's `keepalive` requests above 64 KB in flight. */
const BATCH_CHARACTERS = 50_000;
/** The server's limit for one event. */
const ITEM_CHARACTERS = 32_000;
/** Calls made together travel together. */
const GATHER = 50;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 300_000;

const notAmong = (items: Item[]): ((item: Item) => boolean) => {
  const ids = new Set(items.map((item) => item.messageId));
  return ({ messageId }) => !ids.has(messageId);
};

export function createQueue(
  storage: Storage,
  emitter: Emitter,
  send: (items: Item[]) => Promise<Outcome>,
  ready: () => Promise<unknown> = () => Promise.resolve(),
): Queue {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushing: Promise<void> | null = null;
  let sending = false;
  let late = false;
  let stopped = false;
  let failures = 0;

  /** Added here and not taken yet. Another tab that writes in the same moment may write over one of
   * them, or have sent it: it is sent once more, and counts once. */
  let mine: Item[] = [];

  // The site's other scripts write into the same storage: what is no list is none of ours.
  const kept = (): Item[] => {
    const list = storage.get<Item[]>("queue");
    return Array.isArray(list) ? list : [];
  };
  const waiting = (): Item[] => [...mine.filter(notAmong(kept())), ...kept()];

  const schedule = (pause: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void ready().then(flush), pause);
  };

  const head = (): Item[] => {
    let room = BATCH_CHARACTERS;
    return waiting()
      .slice(0, BATCH)
      .filter((item, index) => (room -= JSON.stringify(item).length) >= 0 || index === 0);
  };

  // Read anew: another tab may have added items while this batch was on its way.
  const remove = (sent: Item[]): void => {
    mine = mine.filter(notAmong(sent));
    storage.set("queue", kept().filter(notAmong(sent)));
  };

  const pause = (after: number | null): void => {
    const longest = Math.min(FIRST_PAUSE * 2 ** failures++, LONGEST_PAUSE);
    schedule((after ?? longest / 2) + (Math.random() * longest) / 2);
  };

  /** Sends one batch; true when the next may follow at once. */
  const sendHead = async (): Promise<boolean> => {
    const items = head();
    if (!items.length) return false;
    const outcome = await send(items);
    switch (outcome.kind) {
      case "later":
        pause(outcome.after);
        return false;
      case "stop":
        stopped = true;
        emitter.emit("error", { code: outcome.code });
        return false;
      case "refused":
        remove(items);
        emitter.emit("error", { code: outcome.code });
        return true;
      case "taken":
        failures = 0;
        remove(items);
        emitter.emit("sent", { count: items.length, rejected: outcome.rejected });
        return true;
    }
  };

  const drain = async (): Promise<void> => {
    while (await sendHead());
  };

  const flush = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    clearTimeout(timer);
    // One tab of the site at a time: that keeps the order.
    flushing ??= alone("queue", () => {
      sending = true;
      return drain();
    }).finally(() => {
      flushing = null;
      sending = false;
      // What came after the last look, and before the sending ended, has nobody else to send it.
      if (late && !failures) schedule(GATHER);
      late = false;
    });
    return flushing;
  };

  const leave = (): void => {
    const items = sending || stopped ? [] : head();
    // Waits for no lock, which would come too late; should another tab send the same, it counts once.
    if (items.length) {
      void send(items).then((outcome) => {
        if (outcome.kind === "taken") remove(items);
      });
    }
  };

  return {
    flush,
    leave,
    amend(messageId, properties) {
      if (sending || failures) return;
      const changed = (item: Item): Item =>
        item.messageId === messageId ? { ...item, properties: { ...item.properties, ...properties } } : item;
      storage.set("queue", waiting().map(changed));
    },
    add(item) {
      if (JSON.stringify(item).length > ITEM_CHARACTERS) {
        emitter.emit("error", { code: "event_too_large" });
        return;
      }
      const items = [...waiting(), item];
      const dropped = Math.max(0, items.length - MOST);
      storage.set("queue", items.slice(dropped));
      mine = [...mine, item].filter(notAmong(items.slice(0, dropped)));
      emitter.emit("queued", {
        messageId: item.messageId,
        type: item.type,
        ...(item.event !== undefined && { event: item.event }),
      });
      if (dropped) {
        storage.set("dropped", (storage.get<number>("dropped") ?? 0) + dropped);
        emitter.emit("dropped", { count: dropped });
      }
      late = sending;
      if (!sending && !failures) schedule(GATHER);
    },
  };
}

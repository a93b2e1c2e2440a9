/** What is known of the bell: the items, the count, and who is told when they change. */
import { BELL, type Around, type Item, type Listed } from "../place";
import type { Ask } from "./ask";
import type { Event } from "./events";
import type { Words } from "./words";

export interface State {
  unread: number;
  items: Item[];
}

const ALL = "all";

/** The items with the new ones among them and these marked, the newest first. */
export function merged(known: Item[], fresh: Item[], read: readonly string[] | typeof ALL): Item[] {
  const all = new Map([...known, ...fresh].map((item) => [item.id, item]));
  const marked = (item: Item): Item => (read === ALL || read.includes(item.tag) ? { ...item, read: true } : item);
  const order = (one: Item, other: Item): number =>
    Date.parse(other.at) - Date.parse(one.at) || (other.id > one.id ? 1 : -1);
  return [...all.values()].map(marked).sort(order);
}

/** The names that the page's own buttons had before a count was added. */
const names = new WeakMap<Element, string>();

export function paint(unread: number, words: Words): void {
  for (const bell of document.querySelectorAll<HTMLElement>(BELL)) {
    const name = names.get(bell) ?? bell.getAttribute("aria-label") ?? bell.textContent.trim();
    names.set(bell, name);
    bell.dataset["unread"] = String(unread);
    const count = unread ? `, ${words.count(unread)}` : "";
    bell.setAttribute("aria-label", (name || words.inbox) + count);
    bell.setAttribute("aria-haspopup", "dialog");
  }
}

/** Closes the notifications of read items: the worker does it, so that it takes no closing for a dismissal. */
async function closeNotifications(serviceWorker: string, tags: string[]): Promise<void> {
  const address = new URL(serviceWorker, location.href).href;
  const registration = await navigator.serviceWorker.getRegistration(address);
  registration?.active?.postMessage({ waymark: "read", tags });
}

export function createBell({ emitter, serviceWorker, offered }: Around, ask: Ask, words: () => Words) {
  let state: State | null = null;
  let closed = new Set<string>();
  const drawing = new Set<(state: State) => void>();

  const set = (unread: number, items: Item[]): void => {
    const next = { unread, items };
    // A stream that begins anew says once more what there is.
    if (JSON.stringify(next) !== JSON.stringify(state)) tell(next);
  };
  const tell = (next: State): void => {
    state = next;
    const { unread, items } = next;
    paint(unread, words());
    for (const draw of drawing) draw(next);
    emitter.emit("inbox", { unread, items });
    const tags = items.filter((item) => item.read && !closed.has(item.tag)).map((item) => item.tag);
    for (const tag of tags) closed.add(tag);
    // Where there are no workers there are no notifications.
    if (tags.length) closeNotifications(serviceWorker, tags).catch(() => undefined);
  };
  const list = async ({ after, limit }: { after?: string; limit?: number } = {}): Promise<Listed> => {
    const query = new URLSearchParams({ ...(after && { after }), ...(limit && { limit: String(limit) }) }).toString();
    const listed = (await (await ask("GET", `/inbox${query && "?" + query}`)).json()) as Listed;
    set(listed.unread, merged(state?.items ?? [], listed.items, []));
    return listed;
  };

  /** Marks what is known at once: the server's word comes later. */
  const mark = ({ unread, items }: State, which: string[] | typeof ALL): void => {
    const concerned = items.filter((item) => !item.read && (which === ALL || which.includes(item.id)));
    const left = which === ALL ? 0 : Math.max(0, unread - concerned.length);
    set(left, merged(items, [], which === ALL ? ALL : concerned.map(({ tag }) => tag)));
  };

  return {
    list,
    unread: async (): Promise<number> => (await list({ limit: 1 })).unread,
    read: async (which: string[] | typeof ALL): Promise<true> => {
      const before = state;
      if (before) mark(before, which);
      try {
        await ask("POST", "/inbox/read", which === ALL ? { all: true } : { ids: which });
      } catch (fault) {
        // Marked too early: it is unread everywhere else.
        if (before) set(before.unread, merged(state?.items ?? [], before.items, []));
        throw fault;
      }
      return true;
    },
    heard: ({ name, data }: Event): void => {
      if (name === "popup") offered();
      if (name !== "inbox") return;
      const { items, read, unread } = data as { items: Item[]; read: string[]; unread: number };
      set(unread, merged(state?.items ?? [], items, read));
    },
    /** Draws what is known now, and whatever is known later; answers its end. */
    draw(draw: (state: State) => void): () => void {
      drawing.add(draw);
      if (state) draw(state);
      return () => drawing.delete(draw);
    },
    /** Tells once more what is known: somebody new listens. */
    tell(): void {
      if (state) tell(state);
    },
    wanted: (): boolean => drawing.size > 0 || emitter.heard("inbox") || document.querySelector(BELL) !== null,
    forget(): void {
      closed = new Set();
      if (state) set(0, []);
      state = null;
    },
  };
}

export type Bell = ReturnType<typeof createBell>;

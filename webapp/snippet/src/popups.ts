/** Popups on this page: asks for the person's offer, shows it in one tab, tells what became of it. */
import type { Emitter } from "./emitter";
import { opensAsApp, pushStatus, way } from "./facts";
import type { Answer, Offer, Show } from "./offer";
import type { Storage } from "./storage";
import { call, createTold } from "./told";

export interface Popups {
  /** Looks whether there is an offer now, or still; calls made meanwhile are one look. */
  ask(): void;
  /** The page is looked at again. */
  seen(): void;
  /** The person has changed: what was offered to the one before is no longer shown. */
  forget(): void;
}

export interface Around {
  host: string;
  storage: Storage;
  emitter: Emitter;
  load: () => Promise<Show>;
  /** The visitor token, or null while the device has not been reported. */
  token: () => Promise<string | null>;
  /** Asks the browser; called within the click. */
  enable: () => Promise<unknown>;
}

interface Open {
  offer: Offer;
  hide(): void;
  release(): void;
}

interface Offered {
  items?: Offer[];
  pending?: boolean;
}

/** A busy server is asked again after this, then after twice, three times as long. */
const WAIT = 500;
const MOST_WAITS = 10;
/** How often an open popup is looked after: the journey may have moved on. */
const WATCH = 30_000;
const FIRST_PAUSE = 4000;
const LONGEST_PAUSE = 300_000;

/** A claim to be the one tab that shows a popup, or null while another one does. */
function claim(): Promise<(() => void) | null> {
  const nobody = (): void => undefined;
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return Promise.resolve(nobody);
  return new Promise((resolve) => {
    const held = (lock: Lock | null): Promise<void> | undefined => {
      if (lock) return new Promise<void>(resolve);
      resolve(null);
      return undefined;
    };
    // Where storage is blocked locks are, too: then tabs cannot know of one another.
    locks.request("waymark.popup", { ifAvailable: true }, held).catch(() => {
      resolve(nobody);
    });
  });
}

/** The template that leads to the home screen, where nothing can be asked yet. */
const GUIDE = "ios_guide";

export function createPopups({ host, storage, emitter, load, token, enable }: Around): Popups {
  const told = createTold(host, storage);
  let open: Open | null = null;
  let looking = false;
  let wanted = false;
  let missed = false;
  let failures = 0;
  let waited = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const later = (pause: number): void => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  const failed = (fault: unknown): void => {
    emitter.emit("error", { code: fault instanceof Error ? fault.message : "popups" });
    const longest = Math.min(FIRST_PAUSE * 2 ** failures++, LONGEST_PAUSE);
    later(longest / 2 + (Math.random() * longest) / 2);
  };

  const close = (): void => {
    open?.release();
    open?.hide();
    open = null;
  };

  const withdraw = (): void => {
    const popup = open?.offer.popup;
    close();
    if (popup) emitter.emit("popup", { popup, state: "withdrawn" });
  };

  const tell = async (): Promise<void> => {
    const visitor = await token();
    if (visitor) await told.send(visitor);
  };

  const answered = (offer: Offer, answer: Answer, categories: string[]): void => {
    // First and synchronously: browsers ask only within the click.
    if (answer === "subscribe") void enable();
    told.add({ offer: offer.id, what: "answer", body: { token: offer.token, answer, categories } });
    close();
    emitter.emit("popup", { popup: offer.popup, state: answer });
    tell().catch(failed);
  };

  /** Whether showing it can lead to a push in this browser. */
  const useful = ({ content }: Offer): boolean => {
    if (content.template !== GUIDE) return !["blocked", "unsupported"].includes(pushStatus());
    if (!way()) return false;
    if (opensAsApp()) return true;
    // For the site's developer: it would become a bookmark, and a bookmark has no push.
    emitter.emit("error", { code: "ios_guide_without_manifest" });
    return false;
  };

  const present = async (offer: Offer | null): Promise<void> => {
    missed = offer !== null && document.visibilityState !== "visible";
    if (!offer || missed || told.answered(offer.id) || !useful(offer)) return;
    const show = await load();
    const release = await claim();
    if (!release) return;
    // Another tab may have had the claim and the answer meanwhile.
    if (told.answered(offer.id)) {
      release();
      return;
    }
    const hide = show({
      content: offer.content,
      host,
      way: way(),
      answered: (answer, categories) => {
        answered(offer, answer, categories);
      },
    });
    open = { offer, hide, release };
    told.add({ offer: offer.id, what: "shown", body: { token: offer.token } });
    emitter.emit("popup", { popup: offer.popup, state: "shown" });
    tell().catch(failed);
  };

  const offered = async (visitor: string): Promise<Offer | null> => {
    const response = await call(host, "", visitor);
    // A token that has ended is followed by another, and that by another look.
    const { items, pending } = response.ok ? ((await response.json()) as Offered) : {};
    // The server is busy with what the person did, and does not know yet whether it leads to a popup.
    waited = pending ? waited + 1 : 0;
    if (pending && waited < MOST_WAITS) later(WAIT * (waited + Math.random()));
    return items?.[0] ?? null;
  };

  const look = async (): Promise<void> => {
    const visitor = await token();
    if (!visitor) return;
    await told.send(visitor);
    const offer = await offered(visitor);
    // Answered while this look was on its way: what it found is old.
    if (wanted) return;
    if (open?.offer.id !== offer?.id) withdraw();
    if (!open) await present(offer);
    if (open) later(WATCH);
  };

  const looks = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    clearTimeout(timer);
    try {
      while (wanted) {
        wanted = false;
        await look();
      }
      failures = 0;
    } catch (fault) {
      failed(fault);
    } finally {
      looking = false;
    }
  };

  const ask = (): void => {
    wanted = true;
    void looks();
  };

  const askAnew = (): void => {
    waited = 0;
    ask();
  };

  return {
    ask: askAnew,
    seen() {
      if (open || missed) askAnew();
    },
    forget: close,
  };
}

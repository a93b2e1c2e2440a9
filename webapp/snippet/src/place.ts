/** The person's own place: her bell, devices, preferences. Its code is loaded once somebody wants it. */
import type { Load } from "./chunk";
import type { Device, Status } from "./device";
import type { Emitter } from "./emitter";
import type { Hindrance } from "./facts";
import type { Push } from "./push";

/** An item of the bell; `tag` is that of its notification, `source` whom it is from: "person:ana", and its name. */
export interface Item {
  id: string;
  title: string;
  message: string;
  url: string | null;
  icon: string | null;
  at: string;
  read: boolean;
  tag: string;
  source: string | null;
  sourceName: string | null;
}
export interface Mute {
  source: string;
  name?: string | null;
  until: Until;
}
export interface Listed {
  items: Item[];
  unread: number;
  /** Where the next page begins, or null after the last. */
  next: string | null;
}
export interface OwnDevice {
  id: string;
  name: string;
  kind: "web" | "fcm" | "apns";
  platform: string | null;
  browser: string | null;
  model: string | null;
  status: Status | "withdrawn" | "suspended";
  subscribed: boolean;
  registeredAt: string;
  this: boolean;
}
export interface Opening {
  day: string;
  from: string;
  to: string;
}
/** A date-time, "always", or null for no mute. */
export type Until = string | null;
/** `on` is the person's own choice, or the workspace's `default` where she made none. */
export interface Choice {
  key: string;
  name: string;
  default: boolean;
  on: boolean;
}
export interface Preferences {
  push: boolean;
  mutedUntil: Until;
  categories: Choice[];
  events: Choice[];
  muted: Mute[];
  timetable: Opening[] | null;
  timezone: string;
}
/** What is left out stays as it is; a timetable is replaced as a whole. */
export interface Change {
  push?: boolean;
  mutedUntil?: Until;
  categories?: Record<string, boolean>;
  events?: Record<string, boolean>;
  muted?: Mute[];
  timetable?: Opening[] | null;
}

/** What the loaded code can do; whatever it cannot do now rejects. */
export interface Member {
  inbox: {
    open(): Promise<true>;
    list(page?: { after?: string; limit?: number }): Promise<Listed>;
    read(which: string[] | "all"): Promise<true>;
    unread(): Promise<number>;
  };
  devices: {
    open(): Promise<true>;
    list(): Promise<OwnDevice[]>;
    remove(id: string): Promise<true>;
    test(id: string): Promise<true>;
  };
  preferences: {
    open(): Promise<true>;
    read(): Promise<Preferences>;
    change(part: Change): Promise<Preferences>;
  };
  /** Hears what is new from now on, while the page is seen and somebody wants to know. */
  live(): void;
  /** Another person is here: nothing of the one before stays. */
  forget(): void;
}
/** The parts of it that have a widget. */
export type Room = "inbox" | "devices" | "preferences";

/** What the loaded code is given. */
export interface Around {
  writeKey: string;
  host: string;
  serviceWorker: string;
  emitter: Emitter;
  push: Push;
  load: Load;
  /** The device of whom is here now; rejects while it could not be reported. */
  device: () => Promise<Device>;
  /** Why there can be no push here. */
  why: () => Hindrance;
  /** The stream tells of popups, too. */
  offered: () => void;
}
export type Make = (around: Around) => Member;

export interface Place {
  /** What the call answers; null where it could not be done, which an `error` event explains. */
  call(room: Room, name: string, args: unknown[]): Promise<unknown>;
  live(): void;
  /** Looks whether the page has a bell now. */
  look(): void;
  forget(): void;
}

/** A button of the page that gets the unread count as `data-unread`, and opens the bell. */
export const BELL = "[data-waymark-bell]";

export function createPlace(load: () => Promise<Make>, around: Around): Place {
  let member: Promise<Member> | null = null;

  const failed = (fault: unknown): null => {
    around.emitter.emit("error", { code: fault instanceof Error ? fault.message : "member" });
    return null;
  };
  const get = (): Promise<Member> => {
    member ??= load()
      .then((make) => make(around))
      .catch((fault: unknown) => {
        member = null;
        throw fault;
      });
    return member;
  };
  const call = (room: Room, name: string, args: unknown[]): Promise<unknown> =>
    get()
      .then((made) => (made[room] as unknown as Record<string, (...given: unknown[]) => unknown>)[name]?.(...args))
      .catch(failed);
  const live = (): void => {
    get().then((made) => {
      made.live();
    }, failed);
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest(BELL)) return;
    // It may be a link, for browsers without scripts.
    event.preventDefault();
    void call("inbox", "open", []);
  });

  return {
    call,
    live,
    look() {
      if (document.querySelector(BELL)) live();
    },
    forget() {
      void member?.then((made) => {
        made.forget();
      });
    },
  };
}

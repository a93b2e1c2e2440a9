/** The snippet behind the global `waymark`: wires identity, queue, session, push and popups together. */
import { sendBatch } from "./api";
import { keepDevice, type Device } from "./device";
import { createEmitter, type Emitter } from "./emitter";
import { deviceFacts, hindrance, learnModel, pushStatus, timezone } from "./facts";
import { createIdentity, type IdentityRoom } from "./identity";
import type { Load } from "./chunk";
import { safeLink } from "./link";
import { createPlace, type Place } from "./place";
import { createPopups, type Popups } from "./popups";
import { createPush, type Push } from "./push";
import { createQueue, type Item, type Outcome, type Queue } from "./queue";
import { campaignOf, touch } from "./session";
import { createStorage, uuid, type Storage } from "./storage";

export interface Options {
  writeKey: string;
  /** Where Waymark answers, e.g. "https://push.example"; by default where the script came from. */
  host?: string;
  /** The site's own worker file, by default "/sw.js"; its folder is what the worker serves. */
  serviceWorker?: string;
}

export interface Client {
  identify(userId: string, traits?: object, options?: { token?: string }): void;
  track(event: string, properties?: object): void;
  page(name?: string, properties?: object): void;
  reset(): void;
  markers: {
    /** Facts about the person that the site knows, for segments and journeys; null takes one away. */
    set(markers: object): void;
  };
  push: Push;
  place: Place;
}

type What = Pick<Item, "type"> & Partial<Pick<Item, "event" | "name" | "properties" | "traits">>;

/** An address may be longer than an event may be. */
const LONGEST = 2000;

const pageFacts = (): object => ({
  path: location.pathname.slice(0, LONGEST),
  referrer: document.referrer.slice(0, LONGEST),
  search: location.search.slice(0, LONGEST),
  title: document.title.slice(0, LONGEST),
  url: location.href.slice(0, LONGEST),
});

const contextFacts = (token: string | undefined): object => ({
  page: pageFacts(),
  locale: navigator.language,
  timezone: timezone(),
  library: { name: "waymark.js", version: __VERSION__ },
  ...(token && { identityToken: token }),
});

/** An item kept from an earlier page goes out with the user's present token: the old may have expired. */
function freshened(item: Item, identity: IdentityRoom): Item {
  const { userId, token } = identity.current();
  const same = token && item.userId === userId;
  return same ? { ...item, context: { ...item.context, identityToken: token } } : item;
}

function itemOf(what: What, identity: IdentityRoom): Item {
  const { anonymousId, userId, token } = identity.current();
  return {
    ...what,
    messageId: uuid(),
    timestamp: new Date().toISOString(),
    anonymousId,
    ...(userId && { userId }),
    context: contextFacts(token),
  };
}

/** What journeys may answer with a popup at once; after anything else it comes with the next page. */
const leadsOn = ({ type, event }: Item): boolean => type === "page" || event === "session_started";

function sender(host: string, writeKey: string, storage: Storage, identity: IdentityRoom, led: () => void) {
  return async (items: Item[]): Promise<Outcome> => {
    const dropped = storage.get<number>("dropped") ?? 0;
    const batch = items.map((item) => freshened(item, identity));
    const outcome = await sendBatch(host, writeKey, batch, dropped);
    if (outcome.kind !== "taken") return outcome;
    if (dropped) storage.set("dropped", 0);
    if (items.some(leadsOn)) led();
    return outcome;
  };
}

/** What happens around the page: it comes back, goes away. */
function listen(queue: Queue, push: Push, seen: () => void): void {
  addEventListener("pagehide", () => {
    queue.leave();
  });
  addEventListener("online", () => {
    void queue.flush();
    void push.sync();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") seen();
    else void queue.flush();
  });
}

/** What happens to push: its permission changes, its worker calls. */
function listenToPush(push: Push): void {
  if (pushStatus() === "unsupported") return;
  // A browser that cannot be asked is asked anew at the next page load.
  const unknown = (): undefined => undefined;
  const permissions = (navigator as { permissions?: Permissions }).permissions;
  permissions?.query({ name: "notifications" }).then((permission) => {
    permission.addEventListener("change", () => void push.sync());
  }, unknown);
  navigator.serviceWorker.addEventListener("message", (event) => {
    const told = event.data as { waymark?: unknown; url?: unknown } | null;
    const url = told?.waymark === "open" ? safeLink(told.url, location.href, []) : null;
    if (url) location.assign(url);
  });
  // The worker sends now what it could not send when the notification was shown or clicked.
  navigator.serviceWorker.getRegistration().then((registration) => {
    registration?.active?.postMessage({ waymark: "flush" });
  }, unknown);
}

interface Reported {
  /** Reports the device for whom is here now. */
  anew: () => void;
  /** The device as it was reported for her: before that its token may be of the person before. */
  device: () => Promise<Device>;
}

function createReported(push: Push, emitter: Emitter, device: () => Promise<Device>): Reported {
  let known = false;
  let turn = Promise.resolve();
  emitter.on("status", () => {
    known = true;
  });
  return {
    anew() {
      known = false;
      turn = push.sync();
    },
    async device() {
      await turn;
      if (!known) await push.sync();
      if (!known) throw new Error("offline");
      return device();
    },
  };
}

interface Rooms {
  storage: Storage;
  identity: IdentityRoom;
  queue: Queue;
  push: Push;
  popups: Popups;
  place: Place;
  reported: Reported;
}

function createRooms(options: Required<Options>, emitter: Emitter, load: Load): Rooms {
  const { writeKey, host } = options;
  const device = (): Promise<Device> => keepDevice(writeKey, host);
  const storage = createStorage();
  const identity = createIdentity(storage);
  const push = createPush(options, storage, emitter, identity, () => queue.flush());
  const popups = createPopups({
    host,
    storage,
    emitter,
    load: () => load("popups", __HASHES__.popups),
    token: async () => (await device()).visitorToken,
    enable: () => push.enable(),
  });
  const offered = (): void => {
    popups.ask();
  };
  const reported = createReported(push, emitter, device);
  const around = { ...options, emitter, push, load, device: reported.device, why: hindrance, offered };
  const place = createPlace(() => load("member", __HASHES__.member), around);
  const send = sender(host, writeKey, storage, identity, offered);
  const queue = createQueue(storage, emitter, send, () => push.ready());
  return { storage, identity, queue, push, popups, place, reported };
}

export function createClient(
  options: Required<Options>,
  load: Load,
  emitter: Emitter = createEmitter(),
): Client {
  const { storage, identity, queue, push, popups, place, reported } = createRooms(options, emitter, load);

  const seen = (): void => {
    const campaign = campaignOf(location.search);
    if (!touch(storage, Date.now(), campaign)) return;
    const properties = { push_status: pushStatus(), device: deviceFacts(), ...pageFacts(), ...campaign };
    const started = itemOf({ type: "track", event: "session_started", properties }, identity);
    queue.add(started);
    void learnModel().then(() => {
      queue.amend(started.messageId, { device: deviceFacts() });
    });
  };
  const send = (what: What): void => {
    seen();
    queue.add(itemOf(what, identity));
  };

  seen();
  // The model is there in a moment, and belongs into the first event.
  void learnModel()
    .then(() => push.ready())
    .then(() => queue.flush());
  emitter.on("status", () => {
    popups.ask();
    place.look();
  });
  const changed = (): void => {
    place.forget();
    reported.anew();
  };
  const follow = (): void => {
    if (identity.moved()) changed();
  };

  reported.anew();
  listen(queue, push, () => {
    follow();
    seen();
    popups.seen();
  });
  // Another tab has named or forgotten somebody.
  addEventListener("storage", follow);
  listenToPush(push);

  return {
    push,
    place,
    track(event, properties = {}) {
      send({ type: "track", event, properties });
    },
    page(name, properties = {}) {
      send({ type: "page", ...(name !== undefined && { name }), properties: { ...pageFacts(), ...properties } });
      place.look();
    },
    identify(userId, traits = {}, { token } = {}) {
      const another = identity.name(userId, token);
      send({ type: "identify", traits });
      if (another) changed();
    },
    reset() {
      identity.forget();
      popups.forget();
      changed();
    },
    markers: {
      set(markers) {
        send({ type: "track", event: "markers_set", properties: markers });
      },
    },
  };
}

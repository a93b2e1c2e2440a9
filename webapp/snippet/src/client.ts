/** The snippet behind the global `waymark`: wires identity, queue, session and push together. */
import { sendBatch } from "./api";
import { createEmitter, type Emitter } from "./emitter";
import { deviceFacts, pushStatus, timezone } from "./facts";
import { createIdentity, type IdentityRoom } from "./identity";
import { safeLink } from "./link";
import { createPush, type Push } from "./push";
import { createQueue, type Item, type Outcome, type Queue } from "./queue";
import { touch } from "./session";
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
  push: Push;
}

type What = Pick<Item, "type"> & Partial<Pick<Item, "event" | "name" | "properties" | "traits">>;

const pageFacts = (): object => ({
  path: location.pathname,
  referrer: document.referrer,
  search: location.search,
  title: document.title,
  url: location.href,
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

function sender(host: string, writeKey: string, storage: Storage, identity: IdentityRoom) {
  return async (items: Item[]): Promise<Outcome> => {
    const dropped = storage.get<number>("dropped") ?? 0;
    const batch = items.map((item) => freshened(item, identity));
    const outcome = await sendBatch(host, writeKey, batch, dropped);
    if (dropped && outcome.kind === "taken") storage.set("dropped", 0);
    return outcome;
  };
}

/** What happens around the page: it comes back, goes away, its permission changes, its worker calls. */
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
  if (pushStatus() === "unsupported") return;
  const permissions = (navigator as { permissions?: Permissions }).permissions;
  permissions?.query({ name: "notifications" }).then(
    (permission) => {
      permission.addEventListener("change", () => void push.sync());
    },
    // A browser that cannot be asked is asked anew at the next page load.
    () => undefined,
  );
  navigator.serviceWorker.addEventListener("message", (event) => {
    const told = event.data as { waymark?: unknown; url?: unknown } | null;
    const url = told?.waymark === "open" ? safeLink(told.url, location.href, []) : null;
    if (url) location.assign(url);
  });
  // The worker sends now what it could not send when the notification was shown or clicked.
  void navigator.serviceWorker.getRegistration().then((registration) => {
    registration?.active?.postMessage({ waymark: "flush" });
  });
}

export function createClient(options: Required<Options>, emitter: Emitter = createEmitter()): Client {
  const { writeKey, host } = options;
  const storage = createStorage();
  const identity = createIdentity(storage);
  const queue = createQueue(storage, emitter, sender(host, writeKey, storage, identity));
  const push = createPush(options, storage, emitter, identity);

  const seen = (): void => {
    if (!touch(storage, Date.now())) return;
    const properties = { push_status: pushStatus(), device: deviceFacts() };
    queue.add(itemOf({ type: "track", event: "session_started", properties }, identity));
  };
  const send = (what: What): void => {
    seen();
    queue.add(itemOf(what, identity));
  };

  seen();
  void queue.flush();
  void push.sync();
  listen(queue, push, seen);

  return {
    push,
    track(event, properties = {}) {
      send({ type: "track", event, properties });
    },
    page(name, properties = {}) {
      send({ type: "page", ...(name !== undefined && { name }), properties: { ...pageFacts(), ...properties } });
    },
    identify(userId, traits = {}, { token } = {}) {
      const changed = identity.name(userId, token);
      send({ type: "identify", traits });
      if (changed) void push.sync();
    },
    reset() {
      identity.forget();
      void push.sync();
    },
  };
}

/** The page's entry: takes over the calls queued on `window.waymark`, and never throws into the page. */
import { loader } from "./chunk";
import { createClient, type Client, type Options } from "./client";
import { createEmitter, type Callback, type Told } from "./emitter";
import { pushStatus } from "./facts";
import type { Member, Room } from "./place";
import type { Shown } from "./push";

type Call = [method: string, ...args: unknown[]];

const script = document.currentScript as HTMLScriptElement | null;
const emitter = createEmitter();
let client: Client | null = null;
/** Calls made before `init`, in their order. */
let early: (() => void)[] = [];

/** The address before "/s/waymark.js" or "/s/VERSION/waymark.js". */
const ownHost = (): string => script?.src.replace(/\/s\/([^/]+\/)?[^/]+$/, "") ?? location.origin;

/** Runs `work`; whatever goes wrong in it is ours, not the page's. */
function safely<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (fault) {
    emitter.emit("error", { code: fault instanceof Error ? fault.message : "fault" });
    return otherwise;
  }
}

function whenReady(work: (ready: Client) => void): void {
  const run = (): void => {
    safely(() => {
      if (client) work(client);
    }, undefined);
  };
  if (client) run();
  else early.push(run);
}

const pushNow = (work: (ready: Client) => Promise<Shown>): Promise<Shown> =>
  safely(() => (client ? work(client) : null), null)?.catch(() => pushStatus()) ??
  Promise.resolve(pushStatus());

type Calls<T> = {
  [Name in keyof T]: T[Name] extends (...args: infer Args) => Promise<infer Answer> ? (...args: Args) => Promise<Answer | null> : never;
};

/** Calls of the person's own place: they wait for `init` and never reject; null: it could not be done. */
const room = <Name extends Room>(name: Name, ...calls: (keyof Member[Name] & string)[]): Calls<Member[Name]> =>
  Object.fromEntries(
    calls.map((call) => [
      call,
      (...args: unknown[]) =>
        new Promise((resolve) => {
          whenReady((ready) => {
            resolve(ready.place.call(name, call, args));
          });
        }),
    ]),
  ) as Calls<Member[Name]>;

const api = {
  version: __VERSION__,
  init: (options: Options) => {
    safely(() => {
      if (client || !options.writeKey) return;
      const host = (options.host ?? ownHost()).replace(/\/+$/, "");
      client = createClient({ serviceWorker: "/sw.js", ...options, host }, loader(script, host), emitter);
    }, undefined);
    if (!client) return;
    const calls = early;
    early = [];
    for (const call of calls) call();
  },
  identify: (...args: Parameters<Client["identify"]>) => {
    whenReady((ready) => {
      ready.identify(...args);
    });
  },
  track: (...args: Parameters<Client["track"]>) => {
    whenReady((ready) => {
      ready.track(...args);
    });
  },
  page: (...args: Parameters<Client["page"]>) => {
    whenReady((ready) => {
      ready.page(...args);
    });
  },
  reset: () => {
    whenReady((ready) => {
      ready.reset();
    });
  },
  markers: {
    set: (...args: Parameters<Client["markers"]["set"]>) => {
      whenReady((ready) => {
        ready.markers.set(...args);
      });
    },
  },
  on: <Name extends keyof Told>(name: Name, callback: Callback<Name>) => {
    const end = emitter.on(name, callback);
    if (name === "inbox") {
      whenReady((ready) => {
        ready.place.live();
      });
    }
    return end;
  },
  inbox: room("inbox", "open", "list", "read", "unread"),
  devices: room("devices", "open", "list", "remove", "test"),
  preferences: room("preferences", "open", "read", "change"),
  // A function too: `waymark.push(["track", …])` works before and after loading alike.
  push: Object.assign((...calls: Call[]) => {
    calls.forEach(replay);
  }, {
    status: (): Shown => safely(() => client?.push.status(), undefined) ?? pushStatus(),
    enable: () => pushNow((ready) => ready.push.enable()),
    disable: () => pushNow((ready) => ready.push.disable()),
  }),
};

/** Makes a call given as an array: `["track", "Viewed"]`, `["push.enable"]`. */
function replay([method, ...args]: Call): void {
  safely(() => {
    const [room = "", inner] = method.split(".");
    const target = inner ? (api as unknown as Record<string, unknown>)[room] : api;
    const called = (target as Record<string, unknown>)[inner ?? room];
    if (typeof called === "function") (called as (...values: unknown[]) => void)(...args);
  }, undefined);
}

/** Takes the global over from the list of calls that stands in its place. */
function takeOver(page: { waymark?: unknown }): void {
  const queued = Array.isArray(page.waymark) ? (page.waymark as Call[]) : [];
  page.waymark = api;
  // Those who listen hear the session begin, too.
  const listens = (call: Call): boolean => Array.isArray(call) && call[0] === "on";
  queued.filter(listens).forEach(replay);
  const { writeKey, host, serviceWorker } = script?.dataset ?? {};
  if (writeKey) api.init({ writeKey, ...(host && { host }), ...(serviceWorker && { serviceWorker }) });
  queued.filter((call) => !listens(call)).forEach(replay);
}

const page = window as unknown as { waymark?: { version?: string } };
// A tag manager and the page may both load the snippet: the first one serves.
if (!page.waymark?.version) takeOver(page);

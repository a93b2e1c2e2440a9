/** The page's push room, where the browser allows push and something is in its way. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createEmitter, type Told } from "../src/emitter";
import { createIdentity } from "../src/identity";
import type { Push } from "../src/push";
import { createStorage } from "../src/storage";

const PLACE = { writeKey: "wk", host: "https://push.example", serviceWorker: "/sw.js" };

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Server {
  reported: { anonymousId: string; status: string; cause: string; subscription?: object }[];
  /** Until then nothing is answered. */
  answers?: Promise<unknown>;
  heard: Told["status"][];
  codes: string[];
}

/** A browser that allows push, whose worker and push service answer so; and what comes of it. */
function around(registered: () => Promise<object>): Server {
  const server: Server = { reported: [], heard: [], codes: [] };
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PushManager", {});
  vi.stubGlobal("Notification", { permission: "granted", requestPermission: () => Promise.resolve("granted") });
  vi.stubGlobal("navigator", { userAgent: navigator.userAgent, language: "en", serviceWorker: { register: registered } });
  vi.stubGlobal("fetch", (url: string, init?: { body?: string }) => {
    if (!url.endsWith("/devices")) return Promise.resolve(Response.json({ integrations: { Waymark: { vapidPublicKey: "BKey" } } }));
    const told = JSON.parse(init?.body ?? "") as Server["reported"][number];
    server.reported.push(told);
    const length = new Set(server.reported.map(({ anonymousId }) => anonymousId)).size;
    const answer = Response.json({ deviceId: "d1", status: told.status, visitorToken: "v", marks: [`m${length}`, `m${length + 1}`] });
    return server.answers?.then(() => answer) ?? Promise.resolve(answer);
  });
  return server;
}

async function pushOf(server: Server, identity = createIdentity(createStorage())): Promise<Push> {
  const emitter = createEmitter();
  emitter.on("status", (told) => server.heard.push(told));
  emitter.on("error", ({ code }) => server.codes.push(code));
  const { createPush } = await import("../src/push");
  return createPush(PLACE, createStorage(), emitter, identity, () => Promise.resolve());
}

it.each([
  ["Firefox", new DOMException("refused", "NotAllowedError")],
  ["Chromium", new DOMException("Registration failed - permission denied", "AbortError")],
])("a private window that grants permission and then refuses it is unsupported (%s)", async (_, fault) => {
  const pushManager = { getSubscription: () => Promise.resolve(null), subscribe: () => Promise.reject(fault) };
  const server = around(() => Promise.resolve({ active: {}, pushManager }));
  const push = await pushOf(server);

  await push.enable();
  expect(push.status()).toBe("unsupported");
  expect(server.reported.map(({ status }) => status)).toEqual(["unsupported"]);
  expect(server.heard.at(-1)).toMatchObject({ status: "unsupported", subscribed: false, why: "refused" });

  vi.resetModules();
  const { pushStatus } = await import("../src/facts");
  expect(pushStatus()).toBe("unsupported");
});

it("tells of the device though the site's worker is missing, and subscribes once it is there", async () => {
  const subscription = { options: {}, toJSON: () => ({ endpoint: "https://push.example/1" }) };
  const pushManager = { getSubscription: () => Promise.resolve(subscription) };
  let missing = true;
  const server = around(() => (missing ? Promise.reject(new TypeError("no worker")) : Promise.resolve({ active: {}, pushManager })));
  const push = await pushOf(server);

  await push.enable();
  expect(server.heard.at(-1)).toMatchObject({ status: "allowed", subscribed: false, deviceId: "d1" });
  await vi.advanceTimersByTimeAsync(60_000);
  const before = server.reported.length;
  expect(before, "less and less often").toBeLessThan(7);

  missing = false;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(server.reported.slice(before)).toMatchObject([{ cause: "enable", subscription: { endpoint: "https://push.example/1" } }]);
  expect(server.heard.at(-1)).toMatchObject({ status: "allowed", subscribed: true });
  expect(new Set(server.codes)).toEqual(new Set(["TypeError: no worker"]));
});

it("leaves word at once of who is here, for the worker, and whom the last answer was about", async () => {
  const server = around(() => Promise.reject(new TypeError("no worker")));
  const identity = createIdentity(createStorage());
  const push = await pushOf(server, identity);
  const { recordedDevice } = await import("../src/device");
  await push.sync();
  const ana = identity.current().anonymousId;
  expect(await recordedDevice()).toMatchObject({ here: ana, marked: ana, marks: ["m1", "m2"] });

  let answer = (): void => undefined;
  server.answers = new Promise<void>((resolve) => (answer = resolve));
  identity.forget();
  const told = push.sync();
  const ben = identity.current().anonymousId;
  expect(await recordedDevice()).toMatchObject({ here: ben, marked: ana, marks: ["m1", "m2"] });
  await vi.advanceTimersByTimeAsync(100);
  identity.forget();
  void push.sync();
  answer();
  await told;
  const eve = identity.current().anonymousId;
  expect(await recordedDevice(), "his answer comes when he has left").toMatchObject({ here: eve, marked: ben, marks: ["m2", "m3"] });
  await vi.advanceTimersByTimeAsync(100);
  expect(await recordedDevice()).toMatchObject({ here: eve, marked: eve, marks: ["m3", "m4"] });
});

/** The page's push room, in a browser that has the API and will not let it be used. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createEmitter, type Told } from "../src/emitter";
import { createIdentity } from "../src/identity";
import { createStorage } from "../src/storage";

const PLACE = { writeKey: "wk", host: "https://push.example", serviceWorker: "/sw.js" };

beforeEach(() => {
  vi.resetModules();
  sessionStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ["Firefox", new DOMException("refused", "NotAllowedError")],
  ["Chromium", new DOMException("Registration failed - permission denied", "AbortError")],
])("a private window that grants permission and then refuses it is unsupported (%s)", async (_, fault) => {
  vi.useFakeTimers();
  const reported: unknown[] = [];
  const heard: Told["status"][] = [];
  const pushManager = { getSubscription: () => Promise.resolve(null), subscribe: () => Promise.reject(fault) };
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("PushManager", {});
  vi.stubGlobal("Notification", { permission: "granted", requestPermission: () => Promise.resolve("granted") });
  vi.stubGlobal("navigator", {
    userAgent: navigator.userAgent,
    language: "en",
    serviceWorker: { register: () => Promise.resolve({ active: {}, pushManager }) },
  });
  vi.stubGlobal("fetch", (url: string, init?: { body?: string }) => {
    if (!url.endsWith("/devices")) return Promise.resolve(Response.json({ integrations: { Waymark: { vapidPublicKey: "BKey" } } }));
    reported.push((JSON.parse(init?.body ?? "") as { status: unknown }).status);
    return Promise.resolve(Response.json({ deviceId: "d1", status: "unsupported", visitorToken: "v" }));
  });
  const emitter = createEmitter();
  emitter.on("status", (told) => heard.push(told));
  const { createPush } = await import("../src/push");
  const push = createPush(PLACE, createStorage(), emitter, createIdentity(createStorage()));

  await push.enable();
  expect(push.status()).toBe("unsupported");
  await vi.advanceTimersByTimeAsync(5000);
  expect(reported).toEqual(["unsupported"]);
  expect(heard.at(-1)).toMatchObject({ status: "unsupported", subscribed: false, why: "refused" });

  vi.resetModules();
  const { pushStatus } = await import("../src/facts");
  expect(pushStatus()).toBe("unsupported");
});

import { afterEach, describe, expect, it, vi } from "vitest";
import { deviceFacts, hindrance, learnModel, opensAsApp, pushStatus, way } from "../src/facts";

const AGENTS: [string, string, string, string][] = [
  ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Linux", "Firefox", "Other"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "Windows", "Edge", "Other"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "macOS", "Safari", "Other"],
  ["Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36", "Android", "Chrome", "Other"],
  ["Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36", "Android", "Chrome", "Pixel 8"],
  ["Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Android", "Samsung Internet", "SM-S921B"],
  ["Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", "Android", "Firefox", "Other"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "iOS", "Safari", "iPhone"],
];

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the device", () => {
  it.each(AGENTS)("of %s", (agent, platform, browser, model) => {
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue(agent);
    vi.spyOn(navigator, "maxTouchPoints", "get").mockReturnValue(0);
    expect(deviceFacts()).toMatchObject({ platform, browser, model, standalone: false });
  });

  it("is an iPad when a Mac has touch points", () => {
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue(AGENTS[2]?.[0] ?? "");
    vi.spyOn(navigator, "maxTouchPoints", "get").mockReturnValue(5);
    expect(deviceFacts()).toMatchObject({ platform: "iPadOS", model: "iPad" });
  });
});

describe("the push status", () => {
  const browser = (permission: NotificationPermission): void => {
    vi.stubGlobal("isSecureContext", true);
    vi.stubGlobal("PushManager", {});
    vi.stubGlobal("Notification", { permission });
    Object.defineProperty(navigator, "serviceWorker", { configurable: true, value: {} });
  };

  it.each([
    ["default", "ask"],
    ["granted", "allowed"],
    ["denied", "blocked"],
  ] as const)("of the permission %s is %s", (permission, status) => {
    browser(permission);
    expect(pushStatus()).toBe(status);
  });

  it("is unsupported on an insecure page", () => {
    browser("granted");
    vi.stubGlobal("isSecureContext", false);
    expect(pushStatus()).toBe("unsupported");
  });

  it("is unsupported without the Push API (a Safari tab on an iPhone, an in-app view)", () => {
    browser("granted");
    vi.unstubAllGlobals();
    vi.stubGlobal("isSecureContext", true);
    expect(pushStatus()).toBe("unsupported");
  });

  it.each([
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 300.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/400.0]",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0",
  ])("is unsupported within an app: %s", (agent) => {
    browser("default");
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue(agent);
    expect([pushStatus(), hindrance()]).toEqual(["unsupported", "in_app"]);
  });

  it("says why there is none: an iPhone's tab, an insecure page, a browser without push", () => {
    browser("default");
    expect(hindrance()).toBe("");
    Reflect.deleteProperty(window, "PushManager");
    expect(hindrance()).toBe("no_push");
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue(AGENTS[7]?.[0] ?? "");
    expect(hindrance()).toBe("ios_tab");
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    expect(hindrance()).toBe("no_push");
    vi.stubGlobal("isSecureContext", false);
    expect(hindrance()).toBe("insecure");
  });
});

describe("the way to push on an iPhone or iPad", () => {
  const safari = (version: string): string =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Mobile/15E148 Safari/604.1`;
  const INSTAGRAM = " Instagram 300.0";
  const ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36";
  const at = (agent: string, standalone = false): void => {
    vi.stubGlobal("isSecureContext", true);
    vi.stubGlobal("matchMedia", () => ({ matches: standalone }));
    Reflect.deleteProperty(window, "PushManager");
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue(agent);
  };

  it.each([
    ["a tab", safari("18.6"), false, "add"],
    ["the home screen", safari("18.6"), true, ""],
    ["another app", safari("18.6") + INSTAGRAM, false, "open"],
    ["another app on Android", ANDROID, false, ""],
    ["a desktop", AGENTS[2]?.[0] ?? "", false, ""],
  ])("in %s", (_, agent, standalone, expected) => {
    at(agent, standalone);
    expect(way()).toBe(expected);
  });

  it("needs a page that says it is an app, until iOS 26", () => {
    document.head.replaceChildren();
    at(safari("18.6"));
    expect(opensAsApp()).toBe(false);
    document.head.innerHTML = '<link rel="manifest" href="/m">';
    expect(opensAsApp()).toBe(true);
    document.head.innerHTML = '<meta name="apple-mobile-web-app-capable" content="yes">';
    expect(opensAsApp()).toBe(true);
    document.head.replaceChildren();
    at(safari("26.1"));
    expect(opensAsApp()).toBe(true);
  });
});

it("the model comes from the client hints where the name of the browser hides it", async () => {
  const getHighEntropyValues = (): Promise<object> => Promise.resolve({ model: "Pixel 9" });
  const device = { userAgent: AGENTS[3]?.[0], maxTouchPoints: 5, language: "de" };
  vi.stubGlobal("navigator", { ...device, userAgentData: { mobile: true, getHighEntropyValues: () => Promise.reject(new Error("no")) } });
  await learnModel();
  expect(deviceFacts().model).toBe("Other");
  vi.stubGlobal("navigator", { ...device, userAgentData: { mobile: true, getHighEntropyValues } });
  await learnModel();
  expect(deviceFacts().model).toBe("Pixel 9");
});

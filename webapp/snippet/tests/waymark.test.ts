import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: { writeKey: string; batch: { event?: string; type: string; userId?: string; context: { identityToken?: string } }[] };
}
interface Api {
  (...calls: unknown[][]): void;
  status(): string;
  enable(): Promise<string>;
}
interface Global {
  init(options: object): void;
  track(event: unknown, properties?: unknown): void;
  identify(userId: string, traits?: object, options?: object): void;
  on(name: string, callback: (told: never) => void): () => void;
  markers: { set(markers: object): void };
  push: Api;
}

let sent: Sent[];
const page = window as unknown as { waymark: unknown };
const waymark = (): Global => page.waymark as Global;
const batches = (): Sent[] => sent.filter((call) => call.url.endsWith("/v1/batch"));
const events = (): (string | undefined)[] => batches().flatMap((call) => call.body.batch.map((item) => item.event ?? item.type));

beforeEach(() => {
  localStorage.clear();
  vi.resetModules();
  vi.useFakeTimers();
  vi.stubGlobal("__VERSION__", "0.0.0");
  sent = [];
  vi.stubGlobal("fetch", (url: string, init: { method: string; headers: Record<string, string>; body?: string }) => {
    if (init.body) sent.push({ url, ...init, body: JSON.parse(init.body) as Sent["body"] });
    const answer = url.endsWith("/devices") ? { deviceId: "d", status: "unsupported", visitorToken: "v" } : { success: true };
    return Promise.resolve(new Response(JSON.stringify(answer), { status: 200 }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const load = async (queued: unknown[][] = []): Promise<void> => {
  page.waymark = queued;
  await import("../src/waymark");
};
const OPTIONS = { writeKey: "wk", host: "https://push.example/" };

describe("the global waymark", () => {
  it("makes the calls queued before it loaded, after the session began", async () => {
    await load([["init", OPTIONS], ["track", "Viewed", { sku: 1 }], ["page"]]);
    await vi.advanceTimersByTimeAsync(100);
    expect(events()).toEqual(["session_started", "Viewed", "page"]);
    expect(batches()[0]?.url).toBe("https://push.example/v1/batch");
    expect(batches()[0]?.headers).toEqual({ "Content-Type": "text/plain" });
    expect(batches()[0]?.body.writeKey).toBe("wk");
  });

  it("holds calls until init", async () => {
    await load();
    waymark().track("Early");
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([]);
    waymark().init(OPTIONS);
    await vi.advanceTimersByTimeAsync(100);
    expect(events()).toEqual(["session_started", "Early"]);
  });

  it("takes calls as arrays after loading too, and dotted names", async () => {
    await load();
    waymark().push(["init", OPTIONS], ["track", "Late"], ["push.status"], ["nonsense"]);
    await vi.advanceTimersByTimeAsync(100);
    expect(events()).toEqual(["session_started", "Late"]);
  });

  it("sends markers as an event, before and after loading", async () => {
    await load([["init", OPTIONS], ["markers.set", { tier: 2 }]]);
    waymark().markers.set({ tier: null });
    await vi.advanceTimersByTimeAsync(100);
    expect(events()).toEqual(["session_started", "markers_set", "markers_set"]);
    expect(batches().at(-1)?.body.batch.at(-1)).toMatchObject({ type: "track", properties: { tier: null } });
  });

  it("is there once, however often a page loads it", async () => {
    await load([["init", OPTIONS]]);
    const first = waymark();
    vi.resetModules();
    await import("../src/waymark");
    expect(waymark()).toBe(first);
    await vi.advanceTimersByTimeAsync(100);
    expect(sent.filter((call) => call.url.endsWith("/v1/devices")).length).toBe(1);
  });

  it("sends the user with the signed token", async () => {
    await load([["init", OPTIONS], ["identify", "ana", { plan: "pro" }, { token: "jwt" }]]);
    await vi.advanceTimersByTimeAsync(100);
    const identify = batches().at(-1)?.body.batch.at(-1);
    expect(identify).toMatchObject({ type: "identify", userId: "ana", traits: { plan: "pro" }, context: { identityToken: "jwt" } });
  });

  it("reports a device that cannot have push", async () => {
    await load([["init", OPTIONS]]);
    await vi.advanceTimersByTimeAsync(100);
    const report = sent.find((call) => call.url === "https://push.example/v1/devices");
    expect(report).toMatchObject({ method: "PUT", body: { writeKey: "wk", kind: "web", status: "unsupported", cause: "sync" } });
    expect([waymark().push.status(), await waymark().push.enable()]).toEqual(["unsupported", "unsupported"]);
  });

  it("never throws into the page", async () => {
    await load();
    const errors: { code: string }[] = [];
    waymark().on("error", (told) => errors.push(told));
    waymark().init(undefined as unknown as object);
    waymark().init(OPTIONS);
    const circle: { self?: object } = {};
    circle.self = circle;
    waymark().track("Circle", circle);
    waymark().push([undefined]);
    expect(errors.length).toBe(3);
    expect(await waymark().push.enable()).toBe("unsupported");
  });
});

/** What the worker tells of a push, where it may be ended at any moment. */
import { beforeEach, expect, it, vi } from "vitest";
import type { Told } from "../src/reports";

const HOST = "https://push.example";
const told = (token: string, at = new Date().toISOString(), host = HOST): Told => ({ host, token, type: "displayed", at });

let sent: [host: string, token: string][];
/** How the server answers; "silent": the worker is ended before it does. */
let answer: (host: string) => number | "silent";

let kept: Map<string, unknown>;
let tell: (one: Told) => Promise<void>;
let tellKept: () => Promise<void>;

/** A worker, without what one before had in its memory. */
async function begins(): Promise<void> {
  vi.resetModules();
  ({ tell, tellKept } = await import("../src/reports"));
}

/** Waits as long as a worker lives whose server says nothing. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(async () => {
  [sent, answer] = [[], () => 204];
  kept = new Map<string, unknown>();
  vi.doMock("../src/database", () => ({
    update: (key: string, change: (old: unknown) => unknown) => {
      kept.set(key, change(kept.get(key)));
      return Promise.resolve(kept.get(key));
    },
  }));
  vi.stubGlobal("fetch", (url: string, init: { body: string }) => {
    const host = new URL(url).origin;
    sent.push([host, (JSON.parse(init.body) as Told).token]);
    const status = answer(host);
    if (status === 0) return Promise.reject(new TypeError("offline"));
    return status === "silent" ? new Promise(() => undefined) : Promise.resolve(new Response(null, { status }));
  });
  await begins();
});

const tokens = (): string[] => sent.map(([, token]) => token);

it("tells at once, and once", async () => {
  await tell(told("one"));
  await tellKept();
  expect(tokens()).toEqual(["one"]);
});

it.each([0, 408, 429, 500, 503])("keeps what was answered by %j, and tells it later, the oldest first", async (status) => {
  answer = () => status;
  await tell(told("one"));
  await tell(told("two"));
  [sent, answer] = [[], () => 204];
  await tellKept();
  expect(tokens()).toEqual(["one", "two"]);
});

it.each([400, 401, 404])("forgets what was refused for good (%j)", async (status) => {
  answer = () => status;
  await tell(told("one"));
  await tellKept();
  expect(tokens()).toEqual(["one"]);
});

it("loses nothing when the worker is ended while the server is silent", async () => {
  answer = () => 0;
  await tell(told("one"));
  answer = () => "silent";
  void tell(told("two"));
  await aMoment();
  await begins();
  [sent, answer] = [[], () => 204];
  await tellKept();
  expect(tokens()).toEqual(["one", "two"]);
});

it("sends each once however many ask at a time", async () => {
  await Promise.all([tell(told("one")), tellKept(), tell(told("two")), tellKept()]);
  expect(tokens()).toEqual(["one", "two"]);
});

it("is not held up by a host that is no more", async () => {
  answer = (host) => (host === HOST ? 204 : 0);
  await tell(told("old", undefined, "https://gone.example"));
  await tell(told("new"));
  expect(sent.filter(([host]) => host === HOST)).toEqual([[HOST, "new"]]);
});

it("forgets after a week, and beyond a hundred the oldest", async () => {
  answer = () => 0;
  const day = 24 * 3_600_000;
  await tell(told("long ago", new Date(Date.now() - 8 * day).toISOString()));
  for (let number = 0; number < 101; number++) await tell(told(String(number)));
  [sent, answer] = [[], () => 204];
  await tellKept();
  expect([tokens().length, tokens()[0]]).toEqual([100, "1"]);
});

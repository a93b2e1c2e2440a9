import { beforeEach, describe, expect, it, vi } from "vitest";
import { createEmitter } from "../src/emitter";
import type { Ask, Content, Offer } from "../src/offer";
import { createPopups, type Popups } from "../src/popups";
import { createStorage } from "../src/storage";

vi.mock("../src/facts", () => ({ pushStatus: () => status, way: () => way, opensAsApp: () => manifest }));

let status = "ask";
let way = "";
let manifest = true;
let faults: string[];
let offers: Partial<Offer>[];
let answers: (() => Response)[];
let pending: boolean;
let calls: string[];
let shown: Ask[];
let hidden: number;
let states: string[];
let enabled: number;
let popups: Popups;
let load: () => Promise<(ask: Ask) => () => void>;

const offer = (id: string, template = "simple"): Partial<Offer> => ({
  id,
  token: `t-${id}`,
  popup: "simple",
  content: { template } as Content,
});
const made = (token: string | null = "visitor"): Popups => {
  const emitter = createEmitter();
  emitter.on("popup", ({ state }) => states.push(state));
  emitter.on("error", ({ code }) => faults.push(code));
  return createPopups({
    host: "https://push.example",
    storage: createStorage(),
    emitter,
    load: () => load(),
    token: () => Promise.resolve(token),
    enable: () => Promise.resolve(enabled++),
  });
};
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  [status, way, manifest, faults] = ["ask", "", true, []];
  pending = false;
  [offers, answers, calls, shown, states, hidden, enabled] = [[offer("1")], [], [], [], [], 0, 0];
  load = () => Promise.resolve((ask: Ask) => (shown.push(ask), () => hidden++));
  vi.stubGlobal("fetch", (url: string, init: { method: string; body?: string }) => {
    calls.push(`${init.method} ${url.replace("https://push.example/v1/me/popups", "")} ${init.body ?? ""}`.trim());
    const answer = init.method === "POST" ? answers.shift() : undefined;
    return Promise.resolve(answer?.() ?? new Response(JSON.stringify({ items: offers, pending })));
  });
  popups = made();
});

describe("popups", () => {
  it("shows the offer once, and says so", async () => {
    popups.ask();
    popups.ask();
    await settled();
    popups.ask();
    await settled();
    expect(shown.length).toBe(1);
    expect(calls.filter((call) => call.startsWith("POST"))).toEqual(['POST /1/shown {"token":"t-1"}']);
    expect(states).toEqual(["shown"]);
  });

  it("leads to the home screen where that leads to push, and only there", async () => {
    const tried: [string, string, boolean, string][] = [
      ["ios_guide", "add", true, "unsupported"],
      ["ios_guide", "open", true, "unsupported"],
      ["ios_guide", "", true, "unsupported"],
      ["ios_guide", "", true, "ask"],
      ["ios_guide", "add", false, "unsupported"],
      ["simple", "add", true, "unsupported"],
    ];
    for (const [index, [template, here, says, now]] of tried.entries()) {
      [way, manifest, status] = [here, says, now];
      offers = [offer(String(index), template)];
      popups = made();
      popups.ask();
      await settled();
      popups.forget();
    }
    expect(shown.map((ask) => [ask.content.template, ask.way])).toEqual([["ios_guide", "add"], ["ios_guide", "open"]]);
    expect(faults).toEqual(["ios_guide_without_manifest"]);
  });

  it("asks the browser in the very click, and tells the answer", async () => {
    popups.ask();
    await settled();
    shown[0]?.answered("subscribe", ["news"]);
    expect(enabled).toBe(1);
    await settled();
    expect(calls.at(-1)).toBe('POST /1/answer {"token":"t-1","answer":"subscribe","categories":["news"]}');
    // A look that began before the server knew brings the same offer once more.
    popups.ask();
    await settled();
    expect([shown.length, states]).toEqual([1, ["shown", "subscribe"]]);
  });

  it("asks again while the server is still busy with what the person did, and not for ever", async () => {
    offers = [];
    pending = true;
    popups.ask();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(calls.length).toBe(10);
    popups.ask();
    await settled();
    offers = [offer("1")];
    pending = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(shown.length).toBe(1);
  });

  it("takes it away when the journey has moved on", async () => {
    popups.ask();
    await settled();
    offers = [];
    await vi.advanceTimersByTimeAsync(31_000);
    expect([hidden, states]).toEqual([1, ["shown", "withdrawn"]]);
    offers = [offer("2")];
    popups.ask();
    await settled();
    expect(shown.length).toBe(2);
  });

  it("keeps an answer until the server has taken it, over page loads too", async () => {
    popups.ask();
    await settled();
    answers = [() => new Response("", { status: 503 })];
    shown[0]?.answered("later", []);
    await settled();
    const next = made();
    next.ask();
    await settled();
    expect(calls.slice(-3)).toEqual([
      'POST /1/answer {"token":"t-1","answer":"later","categories":[]}',
      'POST /1/answer {"token":"t-1","answer":"later","categories":[]}',
      "GET",
    ]);
    expect(shown.length).toBe(1);
  });

  it("forgets what the server refuses for good", async () => {
    answers = [() => new Response("", { status: 409 })];
    popups.ask();
    await settled();
    popups.ask();
    await settled();
    expect(calls.filter((call) => call.startsWith("POST")).length).toBe(1);
  });

  it("tries again when its code or the server cannot be reached", async () => {
    const works = load;
    load = () => Promise.reject(new Error("popups_not_loaded"));
    popups.ask();
    await settled();
    expect(shown).toEqual([]);
    load = works;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown.length).toBe(1);
  });

  it("does not ask where nothing can come of it", async () => {
    for (status of ["blocked", "unsupported"]) {
      popups.ask();
      await settled();
    }
    expect(shown).toEqual([]);
    made(null).ask();
    await settled();
    expect(calls).toEqual(["GET", "GET"]);
  });

  it("is shown in one tab", async () => {
    let free = true;
    const request = async (_name: string, _options: object, held: (lock: unknown) => unknown): Promise<void> => {
      const mine = free;
      free = false;
      await held(mine ? {} : null);
      if (mine) free = true;
    };
    vi.stubGlobal("navigator", { locks: { request } });
    popups.ask();
    await settled();
    const other = made();
    other.ask();
    await settled();
    expect(shown.length).toBe(1);
    offers = [offer("2")];
    shown[0]?.answered("later", []);
    other.ask();
    await settled();
    expect(shown.length).toBe(2);
    vi.unstubAllGlobals();
  });
});

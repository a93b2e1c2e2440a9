import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../src/member/ask";
import { reader } from "../src/member/events";
import { createLive } from "../src/member/live";

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe("the live connection", () => {
  let times: number[];
  let looks: number;
  let wanted: { now: boolean };
  let answers: (() => Promise<Response>)[];
  const begun = Date.now();
  const full = (): Promise<Response> => Promise.reject(new Failure("busy", "too_many_streams", 40_000));
  const down = (): Promise<Response> => Promise.reject(new Failure("offline", "offline"));
  const open = (): Promise<Response> => new Promise(() => undefined);
  const seen = (visibility: string): void => {
    Object.defineProperty(document, "visibilityState", { value: visibility, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const live = (): ReturnType<typeof createLive> => {
    const mine = wanted;
    return createLive({
      ask: (_method, _path, _body, signal) => {
        times.push(Date.now() - begun);
        const call = answers.shift() ?? open;
        return Promise.race([
          call(),
          new Promise<never>((_, reject) => signal?.addEventListener("abort", () => { reject(new Error("abort")); })),
        ]);
      },
      wanted: () => mine.now,
      heard: () => undefined,
      look: () => (looks++, Promise.resolve()),
      failed: () => undefined,
    });
  };
  beforeEach(() => {
    [times, looks, wanted, answers] = [[], 0, { now: true }, []];
    vi.useFakeTimers();
    vi.setSystemTime(begun);
    seen("visible");
  });

  afterEach(() => {
    wanted.now = false;
  });

  it("is one, while it is wanted", async () => {
    const one = live();
    one.start();
    one.start();
    await settled();
    expect(times.length).toBe(1);
    wanted.now = false;
    one.restart();
    await settled();
    expect(times.length).toBe(1);
  });

  it("looks where there is no room, and leaves the server alone as long as it says", async () => {
    answers = [full, full];
    live().start();
    await vi.advanceTimersByTimeAsync(39_000);
    expect([times.length, looks]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(21_000);
    expect([times.length, looks]).toEqual([2, 2]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(times.length).toBe(3);
  });

  it("waits longer with each failure", async () => {
    answers = Array.from({ length: 20 }, () => down);
    live().start();
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    const pauses = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(pauses[0]).toBeLessThanOrEqual(6000);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(300_000);
    expect(times.length).toBeLessThan(20);
  });

  it("waits no longer once the server answers again", async () => {
    answers = [down, down, down, down];
    const one = live();
    one.start();
    await vi.advanceTimersByTimeAsync(60_000);
    const before = times.length;
    one.recover();
    await settled();
    expect(times.length).toBe(before + 1);
  });

  it("ends when the page is not seen, and begins when it is seen again", async () => {
    live().start();
    await settled();
    seen("hidden");
    await vi.advanceTimersByTimeAsync(600_000);
    expect(times.length).toBe(1);
    seen("visible");
    await settled();
    expect(times.length).toBe(2);
  });
});

it("events are whole before they are told, comments are passed over", () => {
  const read = reader();
  expect(read(':\n\nevent: inbox\ndata: {"un')).toEqual([]);
  expect(read('read":1}\n\nevent: end\ndata: {}\n')).toEqual([{ name: "inbox", data: { unread: 1 } }]);
  expect(read("\n")).toEqual([{ name: "end", data: {} }]);
});

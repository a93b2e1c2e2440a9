import { beforeEach, describe, expect, it, vi } from "vitest";
import { createEmitter, type Emitter } from "../src/emitter";
import { createQueue, type Item, type Outcome } from "../src/queue";
import { createStorage, type Storage } from "../src/storage";

const item = (messageId: string, properties: object = {}): Item => ({
  type: "track",
  event: "Viewed",
  messageId,
  timestamp: "2026-11-22T10:00:00.000Z",
  anonymousId: "a",
  properties,
  context: {},
});
const ids = (items: Item[]): string[] => items.map((each) => each.messageId);

let storage: Storage;
let emitter: Emitter;
let batches: string[][];
let answers: Outcome[];
const send = (items: Item[]): Promise<Outcome> => {
  batches.push(ids(items));
  return Promise.resolve(answers.shift() ?? { kind: "taken", rejected: 0 });
};
const kept = (): string[] => ids(storage.get<Item[]>("queue") ?? []);

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  storage = createStorage();
  emitter = createEmitter();
  batches = [];
  answers = [];
});

describe("the queue", () => {
  it("sends calls made together as one batch, in their order", async () => {
    const queue = createQueue(storage, emitter, send);
    ["1", "2", "3"].forEach((id) => {
      queue.add(item(id));
    });
    await vi.advanceTimersByTimeAsync(100);
    expect([batches, kept()]).toEqual([[["1", "2", "3"]], []]);
  });

  it("keeps what was not answered and sends it again with the same ids", async () => {
    answers = [{ kind: "later", after: null }];
    const queue = createQueue(storage, emitter, send);
    queue.add(item("1"));
    await vi.advanceTimersByTimeAsync(100);
    expect([batches, kept()]).toEqual([[["1"]], ["1"]]);
    await vi.advanceTimersByTimeAsync(2000);
    expect([batches, kept()]).toEqual([[["1"], ["1"]], []]);
  });

  it("waits as long as the server says", async () => {
    answers = [{ kind: "later", after: 30_000 }];
    createQueue(storage, emitter, send).add(item("1"));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(batches).toHaveLength(2);
  });

  it("doubles its pauses up to five minutes", async () => {
    answers = Array.from({ length: 40 }, () => ({ kind: "later", after: null }) as const);
    createQueue(storage, emitter, send).add(item("1"));
    await vi.advanceTimersByTimeAsync(3600 * 1000);
    // 0.5 + 1 + 2 + … + 128 s, then one each 150 s (the lower end of the jitter).
    expect(batches.length).toBe(32);
  });

  it("survives what another script has put into its place", async () => {
    storage.set("queue", { not: "a list" });
    createQueue(storage, emitter, send).add(item("1"));
    await vi.advanceTimersByTimeAsync(100);
    expect([batches, kept()]).toEqual([[["1"]], []]);
  });

  it("takes up what an earlier page left", async () => {
    storage.set("queue", [item("old")]);
    createQueue(storage, emitter, send).add(item("new"));
    await vi.advanceTimersByTimeAsync(100);
    expect(batches).toEqual([["old", "new"]]);
  });

  it("sends what another tab has written over in the same moment", async () => {
    createQueue(storage, emitter, send).add(item("ours"));
    storage.set("queue", [item("theirs")]);
    await vi.advanceTimersByTimeAsync(100);
    expect([batches, kept()]).toEqual([[["ours", "theirs"]], []]);
  });

  it("waits for what is to be told first, unless it is told to send or the page ends", async () => {
    const queue = createQueue(storage, emitter, send, () => new Promise((resolve) => setTimeout(resolve, 3000)));
    queue.add(item("1"));
    await vi.advanceTimersByTimeAsync(2900);
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(batches).toEqual([["1"]]);
    queue.add(item("2"));
    queue.leave();
    expect(batches).toEqual([["1"], ["2"]]);
  });

  it("ends a flush when nothing waits, also for whoever asks meanwhile", async () => {
    const queue = createQueue(storage, emitter, send);
    queue.add(item("1"));
    const [one, other] = [queue.flush(), queue.flush()];
    await Promise.all([one, other]);
    expect([one === other, batches, kept()]).toEqual([true, [["1"]], []]);
  });

  it("forgets the oldest beyond a thousand, and counts them", () => {
    storage.set("queue", Array.from({ length: 1000 }, (_, index) => item(String(index))));
    const dropped = vi.fn();
    emitter.on("dropped", dropped);
    createQueue(storage, emitter, send).add(item("new"));
    expect([kept().length, kept()[0], kept().at(-1)]).toEqual([1000, "1", "new"]);
    expect([dropped.mock.calls, storage.get("dropped")]).toEqual([[[{ count: 1 }]], 1]);
  });

  it("splits what a browser would not carry past the end of a page", async () => {
    const queue = createQueue(storage, emitter, send);
    for (const id of ["1", "2", "3"]) queue.add(item(id, { text: "x".repeat(20_000) }));
    await vi.advanceTimersByTimeAsync(100);
    expect(batches).toEqual([["1", "2"], ["3"]]);
  });

  it("refuses one event that is too large, and says so", () => {
    const error = vi.fn();
    emitter.on("error", error);
    createQueue(storage, emitter, send).add(item("1", { text: "x".repeat(32_001) }));
    expect([kept(), error.mock.calls]).toEqual([[], [[{ code: "event_too_large" }]]]);
  });

  it("drops a batch that can never be taken and goes on with the next", async () => {
    answers = [{ kind: "refused", code: "bad" }];
    const queue = createQueue(storage, emitter, send);
    queue.add(item("1", { text: "x".repeat(30_000) }));
    queue.add(item("2", { text: "x".repeat(30_000) }));
    await vi.advanceTimersByTimeAsync(100);
    expect([batches, kept()]).toEqual([[["1"], ["2"]], []]);
  });

  it("stops at an unknown key and keeps the items for another page", async () => {
    answers = [{ kind: "stop", code: "unknown_key" }];
    const queue = createQueue(storage, emitter, send);
    queue.add(item("1"));
    await vi.advanceTimersByTimeAsync(3600 * 1000);
    expect([batches, kept()]).toEqual([[["1"]], ["1"]]);
  });

  it("sends within the call itself when the page goes away", () => {
    const queue = createQueue(storage, emitter, send);
    queue.add(item("1"));
    queue.leave();
    expect(batches).toEqual([["1"]]);
  });
});

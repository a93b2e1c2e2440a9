/** The worker itself, between a browser and a server of this file's making. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

type Handler = (event: object) => void;
const handlers: Record<string, Handler> = {};
let shown: { title: string; options: Record<string, unknown> }[];
let opened: string[];
let reports: Record<string, unknown>[];

const pushed = (document: unknown): { data: { text: () => string } } => ({
  data: { text: () => (typeof document === "string" ? document : JSON.stringify(document)) },
});

/** Hands an event to the worker, and waits as long as the worker asks for. */
async function happens(name: string, facts: object): Promise<void> {
  const waits: Promise<unknown>[] = [];
  handlers[name]?.({ ...facts, waitUntil: (work: Promise<unknown>) => waits.push(work) });
  await Promise.all(waits);
}

const pressed = (action: string, reply?: string): Promise<void> =>
  happens("notificationclick", {
    action,
    reply,
    notification: { data: shown[0]?.options["data"], close: () => undefined },
  });

beforeAll(async () => {
  vi.stubGlobal("self", {
    addEventListener: (name: string, handler: Handler) => (handlers[name] = handler),
    location: new URL("https://shop.example/sw.js"),
    registration: {
      scope: "https://shop.example/",
      showNotification: (title: string, options: Record<string, unknown>) => {
        // As browsers do it; and one that knows no pictures.
        if (options["silent"] && "vibrate" in options) return Promise.reject(new TypeError("silent and vibrate"));
        if (options["image"] === "/refused.png") return Promise.reject(new TypeError("image"));
        shown.push({ title, options });
        return Promise.resolve();
      },
      getNotifications: () => Promise.resolve([]),
    },
    clients: {
      matchAll: () => Promise.resolve([]),
      openWindow: (url: string) => {
        opened.push(url);
        return Promise.resolve(null);
      },
    },
  });
  vi.stubGlobal("fetch", (_url: string, init: { body: string }) => {
    reports.push(JSON.parse(init.body) as Record<string, unknown>);
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  await import("../src/worker");
});

beforeEach(() => {
  [shown, opened, reports] = [[], [], []];
});

afterEach(() => {
  // Whatever is answered, it is told with the send's own token.
  expect(reports.every((report) => report["token"] === "tok")).toBe(true);
});

describe("a notification's button", () => {
  const actions = [
    { action: "approve", title: "Approve" },
    { action: "look", title: "Look", url: "/orders/1" },
    { action: "say", title: "Reply", type: "text", placeholder: "Your answer" },
  ];
  let number = 0;

  beforeEach(async () => {
    const document = { v: 1, id: `s${(number += 1)}`, t: "tok", h: "https://push.example", n: { title: "Hello", url: "/chat", actions } };
    await happens("push", pushed(document));
    expect(reports.map(({ type }) => type)).toEqual(["displayed"]);
    reports = [];
  });

  const told = (): unknown[] => reports.map(({ type, action, text }) => [type, action, text]);

  it("without a link answers, and opens nothing", async () => {
    await pressed("approve");
    expect([told(), opened]).toEqual([[["action", "approve", undefined]], []]);
  });

  it("with a link opens it", async () => {
    await pressed("look");
    expect([told(), opened]).toEqual([[["action", "look", undefined]], ["https://shop.example/orders/1"]]);
  });

  it("with a field sends what was typed, and opens nothing", async () => {
    await pressed("say", ` ${"x".repeat(2100)} `);
    expect([told(), opened]).toEqual([[["reply", "say", "x".repeat(2000)]], []]);
  });

  it.each([undefined, null, "", "  "])("whose field the browser has not, or left empty (%j), opens the site", async (reply) => {
    await pressed("say", reply as undefined);
    expect([told(), opened]).toEqual([[["action", "say", undefined]], ["https://shop.example/chat"]]);
  });
});

it.each([{ vibrate: [200] }, { image: "/refused.png" }])(
  "shows a push that came twice in its own place, and silently (%j)",
  async (more) => {
    const document = { v: 1, id: `twice${JSON.stringify(more)}`, t: "tok", h: "https://push.example", n: { title: "Hello", tag: "order-1", ...more } };
    await happens("push", pushed(document));
    await happens("push", pushed(document));
    expect(shown.map(({ title, options }) => [title, options["tag"], options["silent"]])).toEqual([
      ["Hello", "order-1", undefined],
      ["Hello", "order-1", true],
    ]);
    expect(reports.map(({ type }) => type)).toEqual(["displayed"]);
  },
);

it("shows a silent push that was told to vibrate as it was told, but for that", async () => {
  const note = { title: "Hello", icon: "/icon.png", silent: true, vibrate: [200] };
  await happens("push", pushed({ v: 1, id: "quiet", t: "tok", h: "https://push.example", n: note }));
  expect(shown[0]?.options).toMatchObject({ icon: "/icon.png", silent: true });
});

it("shows the workspace's words where a push has none that can be read", async () => {
  const { keepDevice } = await import("../src/device");
  const fallback = { title: "The shop", body: "Something is new.", icon: null };
  await keepDevice("wk", "https://push.example", { fallback });
  await happens("push", pushed("{"));
  expect([shown[0]?.title, shown[0]?.options["body"]]).toEqual(["The shop", "Something is new."]);
});

describe("a push to somebody else than who is here (G3)", () => {
  const marks = ["ana0", "ben1", "eve2"];
  let number = 0;
  const titleOf = async (o: unknown, record: object, device = "d1"): Promise<string | undefined> => {
    const { keepDevice } = await import("../src/device");
    const fallback = { title: "The shop", body: "Something is new.", icon: null };
    await keepDevice("wk", "https://push.example", { fallback, deviceId: "d1", ...record });
    const note = { title: "Hello Ana", body: "Secret", url: "/hers", tag: "m1", icon: "/hers.png", actions: [{ action: "a", title: "A" }] };
    await happens("push", pushed({ v: 1, id: `g${(number += 1)}/${device}`, t: "tok", h: "https://push.example", n: note, o }));
    return shown[0]?.title;
  };
  const present = { marks, marked: "a", here: "a" };
  const changed = { marks, marked: "a", here: "b" };

  it.each([
    ["ana0", present, "Hello Ana"],
    ["ben1", present, "Hello Ana"], // another tab's login, say: the server knows more than this browser
    ["old9", present, "The shop"],
    ["ana0", changed, "The shop"], // she has left, and the server has not heard or not answered yet
    ["ben1", changed, "Hello Ana"], // he came, his report was taken and is not answered yet
    ["eve2", changed, "Hello Ana"],
    ["ben1", { marks: marks.slice(1), marked: "b", here: "b" }, "Hello Ana"], // answered
    ["ana0", { marks: marks.slice(1), marked: "b", here: "b" }, "The shop"],
    ["ben1", { marks: ["ben1"], marked: "b", here: "c" }, "The shop"],
    [undefined, changed, "Hello Ana"], // of an earlier sender
    [7, changed, "Hello Ana"],
    ["ana0", { marks: undefined, marked: "a", here: "b" }, "Hello Ana"], // of an earlier server
  ])("with the mark %j, where the page knows %j, says %j", async (mark, record, title) => {
    expect(await titleOf(mark, record)).toBe(title);
  });

  it("of a device that the page has not reported is shown", async () => {
    expect(await titleOf("ana0", changed, "d2")).toBe("Hello Ana");
  });

  it("shows nothing of hers, leads to the site and tells of no click", async () => {
    await titleOf("ana0", changed);
    expect(JSON.stringify(shown)).not.toMatch(/Ana|Secret|hers|"tok"/);
    expect(shown[0]?.options).toMatchObject({ body: "Something is new.", tag: "m1", actions: [] });
    expect(reports.map(({ type }) => type)).toEqual(["displayed"]);
    await pressed("");
    expect([reports.length, opened]).toEqual([1, ["https://shop.example/"]]);
  });
});

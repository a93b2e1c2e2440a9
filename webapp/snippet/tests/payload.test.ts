import { describe, expect, it } from "vitest";
import { safeLink } from "../src/link";
import { fallback, readPayload, type Shown } from "../src/payload";

const BASE = "https://shop.example/app/";
const payload = (note: object, rest: object = {}): string => JSON.stringify({ v: 1, n: note, ...rest });

/** As the worker does it. */
const read = (raw: string | null): Shown => readPayload(raw, BASE) ?? fallback(BASE);

describe("a push payload", () => {
  it("becomes a notification with its links and its token", () => {
    const shown = read(
      payload(
        {
          title: "Hello",
          body: "Ana",
          url: "/orders/1",
          icon: "/i.png",
          requireInteraction: true,
          timestamp: 1790000000000,
          actions: [{ action: "pay", title: "Pay", url: "https://pay.example/1" }, { action: "no", title: "No" }],
        },
        { id: "s1", t: "tok", h: "https://push.example", d: ["https://pay.example"] },
      ),
    );
    expect(shown).toEqual({
      title: "Hello",
      body: "Ana",
      tag: "s1",
      renotify: false,
      options: { icon: "/i.png", requireInteraction: true, timestamp: 1790000000000 },
      actions: [{ action: "pay", title: "Pay" }, { action: "no", title: "No" }],
      kept: {
        id: "s1",
        token: "tok",
        host: "https://push.example",
        url: "https://shop.example/orders/1",
        links: { pay: "https://pay.example/1" },
        replies: [],
      },
      mark: null,
    });
  });

  const declared = {
    title: "Hello",
    body: "Ana",
    tag: "m1",
    navigate: "https://shop.example/orders/1",
    icon: "/i.png",
    actions: [{ action: "pay", title: "Pay", navigate: "https://pay.example/1" }],
    data: { waymark: { id: "s1", t: "tok", h: "https://push.example", o: "mk", d: ["https://pay.example"] } },
  };
  const understood = {
    title: "Hello",
    mark: "mk",
    body: "Ana",
    tag: "m1",
    renotify: false,
    options: { icon: "/i.png" },
    actions: [{ action: "pay", title: "Pay" }],
    kept: {
      id: "s1",
      token: "tok",
      host: "https://push.example",
      url: "https://shop.example/orders/1",
      links: { pay: "https://pay.example/1" },
      replies: [],
    },
  };

  it("is understood in its declarative form, as JSON and as the browser hands it over", () => {
    const raw = JSON.stringify({ web_push: 8030, notification: declared, mutable: true });
    expect(readPayload(raw, BASE)).toEqual(understood);
    expect(readPayload(null, BASE, declared)).toEqual(understood);
    // A Notification has these as getters of its prototype.
    const made: unknown = Object.create(declared);
    expect(readPayload(null, BASE, made)).toEqual(understood);
  });

  it("of another sender in that form is shown, reported to nobody, and leads to no other site", () => {
    const foreign = { title: "Hello", navigate: "https://evil.example/", data: { waymark: "none" } };
    const shown = readPayload(null, BASE, foreign) ?? fallback(BASE);
    expect([shown.title, shown.kept]).toEqual(["Hello", { id: null, token: null, host: null, url: null, links: {}, replies: [] }]);
    expect(readPayload(JSON.stringify({ web_push: 8031, notification: declared }), BASE)).toBeNull();
    expect(readPayload(JSON.stringify({ web_push: 8030, notification: {} }), BASE)).toBeNull();
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["another version", JSON.stringify({ v: 2, n: { title: "Hello" } })],
    ["no notification", JSON.stringify({ v: 1 })],
    ["no title", payload({ body: "Hello" })],
    ["a title that is no text", payload({ title: 5 })],
  ])("of %s still shows something", (_what, raw) => {
    const shown = read(raw);
    expect([shown.title, shown.body]).toEqual(["shop.example", "You have a new message."]);
    expect(shown.kept.token).toBeNull();
  });

  it("loses the fields of a wrong type, not the message", () => {
    const shown = read(
      payload({ title: "Hello", icon: 5, silent: "yes", dir: "up", timestamp: "now", actions: [7, { action: "a" }] }),
    );
    expect([shown.title, shown.options, shown.actions]).toEqual(["Hello", {}, []]);
  });

  it("prefers the message's own tag to the send's id", () => {
    expect(read(payload({ title: "Hello", tag: "order" }, { id: "s1" })).tag).toBe("order");
  });

  it("may vibrate, run from right to left, and ask for an answer in words", () => {
    const actions = [{ action: "say", title: "Reply", type: "text", placeholder: "Your answer" }];
    const shown = read(payload({ title: "Hello", vibrate: [100, 50], dir: "rtl", actions }));
    expect(shown.options).toEqual({ vibrate: [100, 50], dir: "rtl" });
    expect([shown.actions, shown.kept.replies]).toEqual([actions, ["say"]]);
  });

  it("that cannot be read has the workspace's words", () => {
    const words = { title: "The shop", body: "Something is new.", icon: "https://shop.example/i.png" };
    const shown = fallback(BASE, words);
    expect([shown.title, shown.body, shown.options]).toEqual([words.title, words.body, { icon: words.icon }]);
  });
});

describe("a link", () => {
  it.each([
    ["/orders", "https://shop.example/orders"],
    ["orders?a=1", "https://shop.example/app/orders?a=1"],
    ["https://pay.example/x", "https://pay.example/x"],
  ])("to %s is opened", (link, expected) => {
    expect(safeLink(link, BASE, ["https://pay.example"])).toBe(expected);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example/",
    "https://evil.example",
    "https://pay.example.evil.example",
    "http://pay.example/",
    "https:\\\\evil.example",
    "",
    null,
    7,
  ])("to %s is not", (link) => {
    expect(safeLink(link, BASE, ["https://pay.example"])).toBeNull();
  });
});

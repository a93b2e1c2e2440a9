import { beforeEach, describe, expect, it, vi } from "vitest";
import { Failure, type Ask } from "../src/member/ask";
import { createBell, merged, type Bell } from "../src/member/bell";
import { en } from "../src/member/words/en";
import { createPlace, type Item, type Make } from "../src/place";
import { answer, fresh, item, type Given } from "./around";

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

let snippet: Given;

beforeEach(() => {
  snippet = fresh();
});

describe("the bell", () => {
  let bell: Bell;
  let asked: string[];
  let refuse: boolean;
  const heard = (unread: number, items: Item[], read: string[] = []): void => {
    bell.heard({ name: "inbox", data: { unread, items, read } });
  };
  beforeEach(() => {
    [asked, refuse] = [[], false];
    const ask: Ask = (method, path, body) => {
      asked.push(`${method} ${path} ${body ? JSON.stringify(body) : ""}`.trim());
      if (refuse) return Promise.reject(new Failure("offline", "offline"));
      return Promise.resolve(answer({ items: [item("1"), item("2")], unread: 2, next: "c" }));
    };
    bell = createBell(snippet.around, ask, () => en);
  });

  it("keeps the newest first, each once", () => {
    const known = [item("2"), item("1", { at: "2026-03-02T09:00:00Z" })];
    const fresh = [item("3", { at: "2026-03-02T10:00:00.500000Z" }), item("1", { at: "2026-03-02T09:00:00Z", read: true })];
    expect(merged(known, fresh, ["2"]).map(({ id, read }) => [id, read])).toEqual([
      ["3", false],
      ["2", true],
      ["1", true],
    ]);
  });

  it("counts on the page's own buttons, beside their names", () => {
    document.body.innerHTML = '<button data-waymark-bell aria-label="Post">x</button><a data-waymark-bell></a>';
    const [button, link] = document.querySelectorAll<HTMLElement>("[data-waymark-bell]");
    heard(2, [item("1"), item("2")]);
    heard(3, [item("3")]);
    expect([button?.dataset["unread"], button?.getAttribute("aria-label"), link?.getAttribute("aria-label")]).toEqual([
      "3",
      "Post, 3 unread",
      "Notifications, 3 unread",
    ]);
    heard(0, [], ["1", "2", "3"]);
    expect([button?.dataset["unread"], button?.getAttribute("aria-label")]).toEqual(["0", "Post"]);
  });

  it("tells the page, and marks before the server has answered", async () => {
    const told: [number, boolean[]][] = [];
    snippet.around.emitter.on("inbox", ({ unread, items }) => told.push([unread, items.map((one) => one.read)]));
    await bell.list({ limit: 2, after: "x" });
    void bell.read(["2"]);
    expect(told.at(-1)).toEqual([1, [true, false]]);
    await settled();
    void bell.read("all");
    expect(told.at(-1)).toEqual([0, [true, true]]);
    await settled();
    expect(asked).toEqual(["GET /inbox?after=x&limit=2", 'POST /inbox/read {"ids":["2"]}', 'POST /inbox/read {"all":true}']);
  });

  it("is told once however often a stream begins anew, and to whom listens later", () => {
    let told = 0;
    snippet.around.emitter.on("inbox", () => told++);
    heard(1, [item("1")]);
    heard(1, [item("1")]);
    expect(told).toBe(1);
    bell.tell();
    expect(told).toBe(2);
  });

  it("takes a mark back that did not reach the server", async () => {
    await bell.list();
    refuse = true;
    await expect(bell.read("all")).rejects.toThrow("offline");
    const drawn: number[] = [];
    bell.draw(({ unread, items }) => drawn.push(unread, items.filter((one) => !one.read).length));
    expect(drawn).toEqual([2, 2]);
  });

  it("has the worker close the notifications of what was read, once", async () => {
    const posted: unknown[] = [];
    const active = { postMessage: (message: unknown) => posted.push(message) };
    vi.stubGlobal("navigator", { serviceWorker: { getRegistration: () => Promise.resolve({ active }) } });
    heard(1, [item("1", { read: true }), item("2")]);
    heard(0, [], ["2"]);
    await settled();
    expect(posted).toEqual([
      { waymark: "read", tags: ["1"] },
      { waymark: "read", tags: ["2"] },
    ]);
  });

  it("is wanted by a listener, by a button of the page, and by an open widget", () => {
    expect(bell.wanted()).toBe(false);
    const end = bell.draw(() => undefined);
    expect(bell.wanted()).toBe(true);
    end();
    const silence = snippet.around.emitter.on("inbox", () => undefined);
    expect(bell.wanted()).toBe(true);
    silence();
    document.body.innerHTML = "<i data-waymark-bell></i>";
    expect(bell.wanted()).toBe(true);
  });

  it("knows nothing of the person before", () => {
    heard(1, [item("1")]);
    bell.forget();
    const drawn: unknown[] = [];
    bell.draw((state) => drawn.push(state));
    expect(drawn).toEqual([]);
  });
});

describe("the place on the page", () => {
  const member = { inbox: { list: (page: unknown) => Promise.resolve(page), unread: () => Promise.reject(new Error("no")) } };

  it("loads its code when it is called, and never rejects", async () => {
    let loads = 0;
    const codes: string[] = [];
    snippet.around.emitter.on("error", ({ code }) => codes.push(code));
    const load = (): Promise<Make> =>
      loads++ ? Promise.resolve((() => member) as unknown as Make) : Promise.reject(new Error("member_not_loaded"));
    const place = createPlace(load, snippet.around);
    expect(await place.call("inbox", "list", [])).toBe(null);
    expect(await place.call("inbox", "list", [{ limit: 3 }])).toEqual({ limit: 3 });
    expect(await place.call("inbox", "unread", [])).toBe(null);
    expect([loads, codes]).toEqual([2, ["member_not_loaded", "no"]]);
  });

  it("opens the bell by a button of the page that may come later, whatever is in it", async () => {
    const opened: string[] = [];
    const made = { inbox: { open: () => Promise.resolve(opened.push("inbox")) } };
    createPlace(() => Promise.resolve((() => made) as unknown as Make), snippet.around);
    document.body.innerHTML = '<a href="/messages" data-waymark-bell><span>3</span></a><p>x</p>';
    const click = (): Event => new Event("click", { bubbles: true, cancelable: true });
    const followed = ["span", "p"].map((name) => document.querySelector(name)?.dispatchEvent(click()));
    expect(followed).toEqual([false, true]);
    await settled();
    expect(opened).toEqual(["inbox"]);
  });

  it("loads nothing while the page has no bell", () => {
    let loads = 0;
    const place = createPlace(() => (loads++, new Promise(() => undefined)), snippet.around);
    place.look();
    place.forget();
    expect(loads).toBe(0);
    document.body.innerHTML = "<button data-waymark-bell></button>";
    place.look();
    expect(loads).toBe(1);
  });
});

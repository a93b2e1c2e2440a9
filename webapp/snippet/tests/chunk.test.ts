import { beforeEach, describe, expect, it, vi } from "vitest";
import { loader } from "../src/chunk";

const HASH = "sha384-AbCdEfGhIjKlMnOp";
const tag = (integrity: string): HTMLScriptElement => {
  const script = document.createElement("script");
  script.setAttribute("src", "https://push.example/s/1.2.3/waymark.js");
  if (integrity) script.integrity = integrity;
  script.nonce = "n0nce";
  return script;
};
type Asked = HTMLScriptElement & { waymark?: unknown };
/** What a loader has put into the page: here no script is fetched. */
let asked: Asked[];

const settle = (script: Asked | undefined, given?: unknown): void => {
  if (!script) throw new Error("nothing was asked for");
  if (given !== undefined) script.waymark = given;
  script.dispatchEvent(new Event(given === undefined ? "error" : "load"));
};

beforeEach(() => {
  asked = [];
  vi.spyOn(document.head, "append").mockImplementation((script) => void asked.push(script as Asked));
});

describe("code that is loaded on demand", () => {
  it("comes from beside the snippet, with its nonce, once", async () => {
    const load = loader(tag(""), "https://else.example");
    const [first, second] = [load("member", HASH), load("member", HASH)];
    expect(asked.map((script) => script.src)).toEqual(["https://push.example/s/1.2.3/member.js?AbCdEfGhIj"]);
    expect(asked[0]?.nonce).toBe("n0nce");
    settle(asked[0], "given");
    expect([await first, await second]).toEqual(["given", "given"]);
  });

  it("is checked by the browser where the page has pinned the snippet, and only there", () => {
    void loader(tag(""), "")("member", HASH);
    void loader(tag("sha384-page"), "")("member", HASH);
    expect(asked.map((script) => [script.integrity, script.getAttribute("crossorigin")])).toEqual([
      ["", null],
      [HASH, "anonymous"],
    ]);
  });

  it("comes from the host where the page's script is not known", () => {
    void loader(null, "https://push.example")("panel", HASH);
    expect(asked[0]?.src).toBe("https://push.example/s/panel.js?AbCdEfGhIj");
  });

  it("is asked for again after it could not be loaded", async () => {
    const load = loader(tag(""), "");
    const first = load("member", HASH);
    settle(asked[0]);
    await expect(first).rejects.toThrow("member_not_loaded");
    const second = load("member", HASH);
    settle(asked[1], "given");
    expect(await second).toBe("given");
  });
});

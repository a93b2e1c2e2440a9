import { beforeEach, describe, expect, it, vi } from "vitest";
import { createCalls, Failure } from "../src/member/ask";
import { createDevices } from "../src/member/calls";
import { answer, fresh, type Given } from "./around";

let snippet: Given;

beforeEach(() => {
  snippet = fresh();
});

describe("calls with the device's token", () => {
  let sent: string[];
  const answering = (...answers: Response[]): void => {
    sent = [];
    vi.stubGlobal("fetch", (url: string, init: { method: string; headers: Record<string, string>; body?: string }) => {
      sent.push(`${init.method} ${url} ${init.headers["Authorization"] ?? ""} ${init.body ?? ""}`.trim());
      const next = answers.shift();
      return next ? Promise.resolve(next) : Promise.reject(new TypeError("offline"));
    });
  };
  const failure = async (call: Promise<unknown>): Promise<Failure> => {
    const fault: unknown = await call.catch((caught: unknown) => caught);
    if (!(fault instanceof Failure)) throw new Error("it did not fail");
    return fault;
  };

  it("renew a token that has ended, once", async () => {
    answering(answer({ code: "visitor_token_ended" }, 401), answer({ items: [] }));
    snippet.renewed = () => (snippet.token = "new");
    const { ask } = createCalls(snippet.around);
    expect(await (await ask("GET", "/inbox")).json()).toEqual({ items: [] });
    expect(sent).toEqual(["GET https://push.example/v1/me/inbox Bearer old", "GET https://push.example/v1/me/inbox Bearer new"]);
    expect(snippet.synced).toBe(1);
  });

  it("say that nobody is signed in where there is no newer one", async () => {
    answering(answer({}, 401));
    expect((await failure(createCalls(snippet.around).ask("GET", "/inbox"))).kind).toBe("signed_out");
  });

  it("say how long the server wants to be left alone", async () => {
    answering(answer({ code: "too_many_streams" }, 503, { "Retry-After": "30" }), answer({ code: "rate_limited" }, 429), answer({}, 404));
    const { ask } = createCalls(snippet.around);
    const told = [await failure(ask("GET", "/stream")), await failure(ask("POST", "/x", {})), await failure(ask("GET", "/x"))];
    expect(told.map(({ kind, message, after }) => [kind, message, after])).toEqual([
      ["busy", "too_many_streams", 30_000],
      ["busy", "rate_limited", null],
      ["refused", "http_404", null],
    ]);
    expect((await failure(ask("GET", "/x"))).kind).toBe("offline");
  });

  it("never speak with the token of the person before", async () => {
    answering(answer({}), answer({}));
    const { ask, forget } = createCalls(snippet.around);
    await ask("GET", "/inbox");
    snippet.around.device = () => Promise.reject(new Error("not reported yet"));
    forget();
    expect((await failure(createCalls(snippet.around).ask("GET", "/inbox"))).kind).toBe("offline");
    expect(sent.length).toBe(1);
  });

  it("leave in the very click once the token is known: the page may be gone in a moment", async () => {
    answering(answer({}), answer({}, 204));
    const { ask } = createCalls(snippet.around);
    await ask("GET", "/inbox");
    void ask("POST", "/inbox/read", { ids: ["1"] });
    expect(sent.at(-1)).toBe('POST https://push.example/v1/me/inbox/read Bearer old {"ids":["1"]}');
  });

  it("end the subscription of the browser at hand, and take another off the list", async () => {
    answering(answer({}, 204));
    const devices = createDevices(snippet.around, createCalls(snippet.around).ask);
    await devices.remove("here");
    expect([snippet.disabled, sent]).toEqual([1, []]);
    await devices.remove("a/b");
    expect(sent).toEqual(["DELETE https://push.example/v1/me/devices/a%2Fb Bearer old"]);
  });
});

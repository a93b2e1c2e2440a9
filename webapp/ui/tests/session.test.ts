import { i18n } from "@lingui/core";
import { afterEach, expect, test, vi } from "vitest";

import { api, read } from "../src/api/client";
import { credentials } from "../src/api/credentials";
import { Problem, problemOf } from "../src/api/problem";
import { detail, explain } from "../src/parts/problems";
import { BEGIN, refused } from "../src/session/entering";
import { safePath } from "../src/session/paths";

const answer = (status: number, body: unknown, headers = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
const serve = (...answers: (Response | Error)[]): ReturnType<typeof vi.fn> => {
  const fetched = vi.fn(() => {
    const next = answers.shift();
    return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error("no answer left"));
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
};

afterEach(() => vi.unstubAllGlobals());

test.each([
  [undefined, "/"],
  ["/journeys?q=x#y", "/journeys?q=x#y"],
  ["journeys", "/"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "//evil.example/"],
  ["/../demo/", "/"],
  ["/..%2f../", "/..%2f../"],
  ["\\\\evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["@evil.example/", "/"],
])("after the log-in “%s” leads to %s, always inside the console", (to, expected) => {
  const path = safePath(to);

  expect(path).toBe(expected);
  expect(new URL(`/console${path}`, "https://ours.example").host).toBe("ours.example");
});

test.each([
  ["code_required", 401, "code", null],
  ["code_wrong", 401, "code", "This code is not right."],
  ["login_failed", 401, "password", "E-mail or password is wrong."],
  ["too_many", 429, "password", "There were too many tries."],
  ["unreachable", 0, "password", "Waymark does not answer."],
])("%s leads to the step %s %s", (code, status, step, said) => {
  const next = refused("password", new Problem(status, code, ""));

  expect(next.step).toBe(step);
  expect(next.wrong && i18n._(next.wrong.happened)).toBe(said);
  expect(BEGIN.step).toBe("password");
});

test("who tried too often is told how long to wait", () => {
  const { wrong } = refused("code", new Problem(429, "too_many", "", {}, 130));

  expect(wrong && i18n._(wrong.todo)).toBe("Wait about 3 minutes, then try again.");
});

test("every call names the workspace that the page shows, so that no other is answered for it", async () => {
  credentials.keep("t0ken", "ws_shop");
  const fetched = serve(answer(200, { items: [], next: null }), answer(409, { code: "workspace_switched" }));
  let told = 0;
  const stop = credentials.onSwitch(() => (told += 1));

  await read(api.GET("/api/v1/journeys", { params: { query: {} } }));
  await expect(read(api.GET("/api/v1/settings"))).rejects.toThrow(Problem);
  stop();

  const [got] = fetched.mock.calls.map(([request]) => request as Request);
  expect(got?.headers.get("X-Waymark-Workspace")).toBe("ws_shop");
  expect(told).toBe(1);
});

test("another conflict is no switch", async () => {
  serve(answer(409, { code: "key_taken" }));
  let told = 0;
  const stop = credentials.onSwitch(() => (told += 1));
  await expect(read(api.GET("/api/v1/settings"))).rejects.toThrow(Problem);
  stop();

  expect(told).toBe(0);
});

test("every change carries the session's token, no reading does", async () => {
  credentials.keep("t0ken", "");
  const fetched = serve(answer(200, { items: [], next: null }), answer(201, {}), answer(200, {}));

  await read(api.GET("/api/v1/journeys", { params: { query: {} } }));
  await read(api.POST("/api/v1/journeys", { body: {} as never }));
  await read(api.PATCH("/api/v1/session", { body: { workspace: "w" } }));

  const [got, posted, patched] = fetched.mock.calls.map(([request]) => request as Request);
  expect(got?.headers.get("X-Waymark-CSRF")).toBeNull();
  expect(posted?.headers.get("X-Waymark-CSRF")).toBe("t0ken");
  expect(posted?.headers.get("Content-Type")).toBe("application/json");
  expect(patched?.headers.get("X-Waymark-CSRF")).toBe("t0ken");
});

test("a session that ended, or a cookie that is gone, is told of; another 401 is not an end", async () => {
  const ended = vi.fn();
  const stop = credentials.onEnd(ended);
  const codes = ["not_logged_in", "unauthorized", "code_required"];
  serve(...codes.map((code) => answer(401, { code })));

  const call = (): Promise<unknown> => read(api.GET("/api/v1/settings"));
  await expect(call()).rejects.toMatchObject({ status: 401, code: "not_logged_in" });
  await expect(call()).rejects.toMatchObject({ code: "unauthorized" });
  await expect(call()).rejects.toMatchObject({ code: "code_required" });
  stop();

  expect(ended).toHaveBeenCalledTimes(2);
});

test("silence is a problem too", async () => {
  serve(new TypeError("network"));

  await expect(read(api.GET("/api/v1/settings"))).rejects.toMatchObject({ code: "unreachable", status: 0 });
});

test("a refusal is said in two parts, with the server's words where they help", () => {
  const refusal = problemOf(answer(409, {}), { code: "journey_archived", detail: "The journey is archived." });
  const broken = problemOf(answer(500, {}), { code: "internal", detail: "it has been logged" });

  expect(i18n._(explain(refusal).happened)).toBe("This cannot be done in its present state.");
  expect(detail(refusal)).toBe("The journey is archived.");
  expect(i18n._(explain(broken).happened)).toBe("Something went wrong here.");
  expect(detail(broken)).toBe("");
  expect(explain(new Error("a bug"))).toBe(explain(broken));
  expect(problemOf(answer(502, {}), "<html>")).toMatchObject({ code: "http_502", status: 502 });
});

/** The server's words in the reader's language: what people read changes, what programs read does not. */
import { readFileSync } from "node:fs";
import { i18n } from "@lingui/core";
import { expect, test } from "vitest";

import { described, spoken, translated } from "../src/server/said";

const told: unknown = JSON.parse(readFileSync("../../tests/data/node_types.json", "utf8"));

test("every word that is shown has its place in the catalogues, and nothing else has", () => {
  const words = described(told);
  expect(words).toContain("Push status of the last session");
  expect(words).toContain("timeout");
  expect(words).not.toContain("push.last_session_status");
  expect(words).not.toContain("");
});

test("a description is heard in another language, and is otherwise the same", () => {
  const heard = translated(told, (word) => `${word}·`);
  expect(heard).not.toEqual(told);
  expect(JSON.parse(JSON.stringify(heard).replaceAll("·", ""))).toEqual(told);
  const one = { name: "a", label: "is", ports: ["next"] };
  expect(translated(one, () => "!")).toEqual({ ...one, label: "!" });
});

test("what stands in braces is left for what fills it in; an unknown word is said as it came", () => {
  i18n.loadAndActivate({ locale: "ar", messages: { "Send {push}": ["أرسل ", ["push"]], End: "النهاية" } });
  const said = ["Send {push}", "End", "Own {thing}"].map(spoken);
  expect(said).toEqual(["أرسل {push}", "النهاية", "Own {thing}"]);
});

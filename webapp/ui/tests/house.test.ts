/** The house's rules for this folder, held by a machine. */
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";

const LONGEST = 120;
const sources = globSync("src/**/*.{ts,tsx}").filter((file) => !file.endsWith("schema.d.ts"));
const text = (file: string): string => readFileSync(file, "utf8");

/** The functions of a module that are components, by the capital they begin with, and their lines. */
function components(file: string): [string, number][] {
  const source = ts.createSourceFile(file, text(file), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const line = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
  return source.statements.filter(ts.isFunctionDeclaration).flatMap((each) => {
    const name = each.name?.text ?? "";
    return /^[A-Z]/.test(name) ? [[name, line(each.end) - line(each.getStart()) + 1] as [string, number]] : [];
  });
}

test("no component is longer than a reader can hold in view", () => {
  const all = sources.filter((file) => file.endsWith(".tsx")).flatMap(components);

  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(([, lines]) => lines > LONGEST)).toEqual([]);
});

test("no node type is named here: the server describes, the console draws", () => {
  const described = JSON.parse(text("../../tests/data/node_types.json")) as { node_types: { type: string }[] };
  const names = described.node_types.map(({ type }) => type);
  const named = sources.flatMap((file) =>
    names.filter((name) => new RegExp(`["'\`]${name}["'\`]`).test(text(file))).map((name) => `${file}: ${name}`),
  );

  expect(names.length).toBeGreaterThan(10);
  expect(named).toEqual([]);
});

test("colours stand in the tokens alone", () => {
  const sheets = globSync("src/**/*.module.css");
  const coloured = [...sheets, ...sources]
    .filter((file) => !file.endsWith("theme/tokens.ts"))
    .filter((file) => /#[0-9a-f]{6}\b/i.test(text(file)));

  expect(sheets.length).toBeGreaterThan(5);
  expect(coloured).toEqual([]);
});

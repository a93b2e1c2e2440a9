import { expect, test } from "vitest";

import { formOf, partsOf, rowsOf, type Form } from "../src/rooms/people/importing/parts";
import { become, joined, NOTHING, readUse, saidOf } from "../src/rooms/people/importing/uses";

interface Told {
  text: string;
  before: number;
}

async function parts(text: string, form: Form, size: number): Promise<Told[]> {
  const told: Told[] = [];
  for await (const { data, before } of partsOf(new Blob([text]), form, size)) {
    told.push({ text: await data.text(), before });
  }
  return told;
}

test("a table's parts are whole rows under its head, and say where they stood", async () => {
  const rows = ["1,ana", "2,ben", '3,"a\nb"', "4,dora", "5,eve"];
  const text = `id,name\n${rows.join("\n")}\n`;
  for (const size of [16, 20, 24, 31, 1000]) {
    const told = await parts(text, "text/csv", size);
    const bare = told.map((part, at) => (at === 0 ? part.text : part.text.replace(/^id,name\n/, "")));
    expect(bare.join("")).toBe(text);
    for (const [at, part] of told.entries()) {
      const row = part.text.split("\n")[1] ?? "";
      expect(part.text.startsWith("id,name\n")).toBe(true);
      // The server calls the line behind the head its second.
      if (at > 0) expect(text.split("\n")[part.before + 1]).toBe(row);
    }
  }
});

test("lines of JSON have no head, and a quote that nobody closes stops nothing", async () => {
  expect(await parts('{"a":"\n{"b":1}\n', "application/x-ndjson", 8)).toEqual([
    { text: '{"a":"\n', before: 0 },
    { text: '{"b":1}\n', before: 1 },
  ]);
  expect(rowsOf(new TextEncoder().encode('a,"b\nc\nd'), true)).toEqual({ first: 5, last: 7 });
  expect((await parts('a,b\n1,"\n2,3\n4,5\n', "text/csv", 10)).map(({ text }) => text).join("")).toContain("4,5");
  expect(await parts("", "text/csv", 9)).toEqual([{ text: "", before: 0 }]);
  expect(["x.NDJSON", "x.jsonl", "x.csv", "x"].map(formOf)).toEqual([
    "application/x-ndjson",
    "application/x-ndjson",
    "text/csv",
    "text/csv",
  ]);
});

test("a use is read and said alike, and a column becomes another thing under its own name", () => {
  for (const said of ["user_id", "none", "trait:number:a:b", "marker:text:x"]) expect(saidOf(readUse(said))).toBe(said);
  expect(saidOf(become(readUse("user_id"), "trait", "Age"))).toBe("trait:text:Age");
  expect(saidOf(become(readUse("trait:number:age"), "marker", "Age"))).toBe("marker:number:age");
});

test("what became of the parts is one report, by the lines of the file", () => {
  const fault = { line: 3, code: "ragged", message: "…" };
  const one = { taken: 2, duplicates: 1, refused: 1, faults: [fault] };
  const sum = joined(joined(NOTHING, one, 0), one, 100);
  expect(sum).toEqual({ taken: 4, duplicates: 2, refused: 2, faults: [fault, { ...fault, line: 103 }] });
});

/** A large file in parts of whole rows, each with the table's head: what one request to the server may hold. */

export type Form = "text/csv" | "application/x-ndjson";

export interface Part {
  data: Blob;
  /** How many lines of the file stand before what the server counts as this part's lines. */
  before: number;
  /** How far the file is read with it, in bytes. */
  read: number;
}

const SIZE = 512 * 1024;
const LINE = 10;
const QUOTE = 34;

/** By its name; what is not named after JSON lines is a table. */
export const formOf = (name: string): Form => (/\.(ndjson|jsonl)$/i.test(name) ? "application/x-ndjson" : "text/csv");

/** Behind which bytes a row ends: a line end between quotes is a field's own. */
function* endsOf(bytes: Uint8Array, quotes: boolean): Generator<number> {
  let open = false;
  for (const [at, byte] of bytes.entries()) {
    open = open !== (quotes && byte === QUOTE);
    if (byte === LINE && !open) yield at + 1;
  }
}

/** Bytes to the end of the first row, and of the last whole one; where a quote is never closed, to a line's end. */
export function rowsOf(bytes: Uint8Array, quotes: boolean): { first: number; last: number } {
  let [first, last] = [0, 0];
  for (const end of endsOf(bytes, quotes)) {
    first ||= end;
    last = end;
  }
  return { first: first || bytes.indexOf(LINE) + 1, last: last || bytes.lastIndexOf(LINE) + 1 };
}

const linesIn = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + Number(byte === LINE), 0);

/** The file's parts, one after the other: never more of it is in memory than one. */
export async function* partsOf(file: Blob, form: Form, size = SIZE): AsyncGenerator<Part> {
  const table = form === "text/csv";
  let head = new Uint8Array(0);
  let [at, before] = [0, 0];
  do {
    const bytes = new Uint8Array(await file.slice(at, at + size).arrayBuffer());
    const { first, last } = rowsOf(bytes, table);
    const rows = at + bytes.length < file.size && last > 0 ? bytes.subarray(0, last) : bytes;
    yield { data: new Blob([head, rows]), before, read: at + rows.length };
    before += linesIn(rows);
    if (at === 0 && table) {
      head = bytes.slice(0, first);
      before -= linesIn(head);
    }
    at += rows.length;
  } while (at < file.size);
}

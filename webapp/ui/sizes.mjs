/** Prints what the first load of the shell weighs (gzip), file by file, and each room on top; exits 1 over budget.
 *
 * The shell is the page's entry with all that it imports, its styles, and the frame's words; fonts are not counted.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 230 * 1024;
const read = (name) => readFileSync(new URL(`dist/${name}`, import.meta.url));
const manifest = JSON.parse(read("manifest.json"));
const weigh = (name) => gzipSync(read(name), { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1).padStart(6)} KB`;

/** The files of these entries and of all that they import at once. */
function closure(keys, files = new Set(), seen = new Set()) {
  for (const key of keys) {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) continue;
    seen.add(key);
    [chunk.file, ...(chunk.css ?? [])].forEach((file) => files.add(file));
    closure(chunk.imports ?? [], files, seen);
  }
  return files;
}

const shell = closure(["index.html", "src/words/en.po"]);
const first = read("index.html").toString().match(/assets\/first-[^"]+/)?.[0];
if (first) shell.add(first);
let total = 0;
for (const file of shell) {
  const size = weigh(file);
  total += size;
  console.log(`${kilobytes(size)}  ${file}`);
}
console.log(`${kilobytes(total)}  the shell, of ${kilobytes(BUDGET)}${total > BUDGET ? "  OVER" : ""}`);

for (const key of Object.keys(manifest).filter((name) => /^src\/rooms\/[^/]+\/[A-Z]\w*\.tsx$/.test(name))) {
  const room = key.split("/")[2];
  const more = [...closure([key, "src/theme/rest.ts", `src/rooms/${room}/words/en.po`])].filter((file) => !shell.has(file));
  console.log(`${kilobytes(more.reduce((sum, file) => sum + weigh(file), 0))}  more for ${key.slice("src/rooms/".length)}`);
}
process.exit(total > BUDGET ? 1 : 0);

/** Prints the gzip size of each built file beside its budget; exits 1 when one is over. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS = { "waymark.js": 9 * 1024, "popups.js": 8 * 1024, "member.js": 6 * 1024, "panel.js": 8 * 1024, "words-ar.js": 2 * 1024, "words-de.js": 2 * 1024, "worker.js": 4 * 1024 };

let over = false;
for (const [name, budget] of Object.entries(BUDGETS)) {
  const size = gzipSync(readFileSync(new URL(`dist/${name}`, import.meta.url)), { level: 9 }).length;
  over ||= size > budget;
  console.log(`${name.padEnd(12)} ${String(size).padStart(6)} of ${budget} bytes gzip${size > budget ? "  OVER" : ""}`);
}
process.exit(over ? 1 : 0);

/** Builds one self-contained file per mode, in this order: a file bears the hashes of those that it loads.
 *
 * An IIFE cannot be split, so what is loaded on demand is a build of its own.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "vite";

const read = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));
const { version } = JSON.parse(read("./package.json").toString()) as { version: string };

const ENTRIES: Record<string, string> = {
  "words-ar": "src/member/words/ar.ts",
  "words-de": "src/member/words/de.ts",
  panel: "src/member/panel.ts",
  member: "src/member/member.ts",
  popups: "src/popup/popups.ts",
  waymark: "src/waymark.ts",
  worker: "src/worker.ts",
};
const plain = (name: string): string => name.replace("-", "_");
/** As the `integrity` attribute takes it (Subresource Integrity); "" for what is built later. */
const hash = (name: string): string => {
  const file = new URL(`./dist/${name}.js`, import.meta.url);
  return existsSync(file) ? `sha256-${createHash("sha256").update(readFileSync(file)).digest("base64")}` : "";
};
const hashes = (): Record<string, string> =>
  Object.fromEntries(Object.keys(ENTRIES).map((name) => [`__HASHES__.${plain(name)}`, JSON.stringify(hash(name))]));

/** Rules of style stand in texts of several lines: a visitor's browser needs no breaks. */
const unbroken = {
  name: "unbroken",
  transform: (code: string): string => code.replace(/= `\n[^`]*`/g, (rules) => rules.replace(/\n\s*/g, "")),
};

export default defineConfig(({ mode }) => ({
  plugins: [unbroken],
  define: { __VERSION__: JSON.stringify(version), ...hashes() },
  build: {
    target: "es2022",
    // The builds share the folder, so none may empty it.
    emptyOutDir: false,
    reportCompressedSize: false,
    // It costs a second more, and the page a fortieth less than Vite's own.
    minify: "terser",
    terserOptions: { ecma: 2020, compress: { passes: 3 } },
    lib: {
      entry: ENTRIES[mode] ?? "",
      formats: ["iife"],
      name: `waymark_${plain(mode)}`,
      fileName: () => `${mode}.js`,
    },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
}));

/** Builds one self-contained file per mode: `popups`, `waymark` for the page, `worker` for the service worker.
 *
 * An IIFE cannot be split, so what is loaded on demand is a build of its own; it comes first, because
 * `waymark.js` bears its mark.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const read = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));
const { version } = JSON.parse(read("./package.json").toString()) as { version: string };

const ENTRIES: Record<string, string> = {
  popups: "src/popup/popups.ts",
  waymark: "src/waymark.ts",
  worker: "src/worker.ts",
};
const mark = (mode: string): string =>
  mode === "waymark" ? createHash("sha256").update(read("./dist/popups.js")).digest("hex").slice(0, 10) : "";

export default defineConfig(({ mode }) => ({
  define: { __VERSION__: JSON.stringify(version), __POPUPS__: JSON.stringify(mark(mode)) },
  build: {
    target: "es2022",
    // The builds share the folder, so none may empty it.
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: {
      entry: ENTRIES[mode] ?? "",
      formats: ["iife"],
      name: `waymark_${mode}`,
      fileName: () => `${mode}.js`,
    },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
}));

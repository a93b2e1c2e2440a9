/** Builds one self-contained file per mode: `waymark` for the page, `worker` for the service worker. */
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const { version } = JSON.parse(
  readFileSync(new URL("./package.json", import.meta.url), "utf8"),
) as { version: string };

export default defineConfig(({ mode }) => ({
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    target: "es2022",
    // The two builds share the folder, so neither may empty it.
    emptyOutDir: false,
    reportCompressedSize: false,
    lib: {
      entry: `src/${mode === "worker" ? "worker" : "waymark"}.ts`,
      formats: ["iife"],
      name: mode === "worker" ? "waymarkWorker" : "waymarkSnippet",
      fileName: () => `${mode}.js`,
    },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
}));

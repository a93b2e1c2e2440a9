/** Builds the console into `dist/`: hashed files under `assets/`, and an index.html whose nonce the server fills in. */
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { lingui, linguiTransformerBabelPreset } from "@lingui/vite-plugin";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { notices } from "./notices.ts";

/** `src/first.js` runs before the first paint: a plain script of its own, for a module would wait for the page. */
function first(): Plugin {
  let file = "";
  return {
    name: "first",
    apply: "build",
    buildStart() {
      const source = readFileSync(new URL("./src/first.js", import.meta.url));
      file = this.emitFile({ type: "asset", name: "first.js", source });
      // Inter's licence (OFL 1.1) goes where its files go.
      const licence = readFileSync(new URL("./node_modules/@fontsource-variable/inter/LICENSE", import.meta.url));
      this.emitFile({ type: "asset", fileName: "inter-LICENSE.txt", source: licence });
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [{ tag: "script", attrs: { src: "/console/assets/__FIRST__" }, injectTo: "head-prepend" }],
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const page = bundle["index.html"];
        if (page?.type !== "asset") return;
        page.source = page.source.toString().replace("assets/__FIRST__", this.getFileName(file));
      },
    },
  };
}

const macros = babel({ presets: [linguiTransformerBabelPreset()] } as Parameters<typeof babel>[0]);

const BASE = /node_modules\/(react|react-dom|scheduler|@tanstack|openapi-fetch|@lingui)\//;

export default defineConfig({
  base: "/console/",
  plugins: [react(), lingui(), macros, first(), notices()],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2022",
    // As data: addresses fonts and pictures would need a weaker policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    manifest: "manifest.json",
    // What every room stands on is one file: cut up by who needs which part of it, it weighs more.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: "base", test: BASE }],
        },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
  },
});

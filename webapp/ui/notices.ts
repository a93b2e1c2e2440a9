/** `dist/notices.txt`: the licences of whoever's code is in the built files, which they ask to be handed on with it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE = /^(licen[cs]e|copying)/i;

interface Package {
  name: string;
  version: string;
  license?: string;
}

export function notices(): Plugin {
  const folders = new Set<string>();
  return {
    name: "notices",
    apply: "build",
    // Every file that is read: a style sheet leaves no module behind.
    transform(_, id) {
      const folder = FOLDER.exec(id.replace(/^\0/, ""))?.[0];
      if (folder) folders.add(folder);
    },
    generateBundle() {
      const told = [...folders].map(notice).sort();
      this.emitFile({ type: "asset", fileName: "notices.txt", source: told.join(`\n${"-".repeat(78)}\n\n`) });
    },
  };
}

/** Its name, and its licence in full; where its package has none, the name of the licence. */
function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const files = readdirSync(folder).filter((file) => LICENCE.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.length === 0 && !license) throw new Error(`${name} says nothing of its licence`);
  return `${[`${name} ${version} (${license ?? "see below"})`, ...texts].join("\n\n")}\n`;
}

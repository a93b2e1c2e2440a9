import { defineConfig } from "@lingui/cli";
import type { ExtractorType } from "@lingui/conf";
import babel from "@lingui/cli/api/extractors/babel";
import { formatter } from "@lingui/format-po";

import { described } from "./src/server/said.ts";

/** All that `GET /node-types` says, as the tests of the server keep it. */
const DESCRIPTION = "tests/data/node_types.json";

/** The server says in English what a journey is made of; a word is its own id. */
const server: ExtractorType = {
  match: (file) => file.endsWith(DESCRIPTION),
  extract: (file, code, found) => {
    for (const word of described(JSON.parse(code))) {
      found({ id: word, message: word, origin: [file, 1], placeholders: {} });
    }
  },
};

/** The words of a room, and of a part that is loaded apart, lie in its own folder; all others belong to the frame. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ar"],
  orderBy: "message",
  format: formatter({ lineNumbers: false, printPlaceholdersInComments: false }),
  extractors: [server, babel],
  catalogs: [
    { path: "<rootDir>/src/server/words/{locale}", include: [`<rootDir>/../../${DESCRIPTION}`] },
    { path: "<rootDir>/src/rooms/{name}/words/{locale}", include: ["<rootDir>/src/rooms/{name}/"] },
    { path: "<rootDir>/src/parts/{name}/words/{locale}", include: ["<rootDir>/src/parts/{name}/"] },
    {
      path: "<rootDir>/src/words/{locale}",
      include: ["<rootDir>/src/"],
      exclude: ["<rootDir>/src/rooms/*/**", "<rootDir>/src/parts/*/**"],
    },
  ],
});

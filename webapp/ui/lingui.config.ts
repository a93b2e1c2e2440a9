import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

/** The words of a room, and of a part that is loaded apart, lie in its own folder; all others belong to the frame. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ar"],
  orderBy: "message",
  format: formatter({ lineNumbers: false, printPlaceholdersInComments: false }),
  catalogs: [
    { path: "<rootDir>/src/rooms/{name}/words/{locale}", include: ["<rootDir>/src/rooms/{name}/"] },
    { path: "<rootDir>/src/parts/{name}/words/{locale}", include: ["<rootDir>/src/parts/{name}/"] },
    {
      path: "<rootDir>/src/words/{locale}",
      include: ["<rootDir>/src/"],
      exclude: ["<rootDir>/src/rooms/*/**", "<rootDir>/src/parts/*/**"],
    },
  ],
});

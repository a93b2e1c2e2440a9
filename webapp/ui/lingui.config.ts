import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

/** A room's words lie in its own folder and are loaded with it; all others belong to the frame. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ar"],
  orderBy: "message",
  format: formatter({ lineNumbers: false, printPlaceholdersInComments: false }),
  catalogs: [
    { path: "<rootDir>/src/rooms/{name}/words/{locale}", include: ["<rootDir>/src/rooms/{name}/"] },
    { path: "<rootDir>/src/words/{locale}", include: ["<rootDir>/src/"], exclude: ["<rootDir>/src/rooms/*/**"] },
  ],
});

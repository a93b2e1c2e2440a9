/** The console's languages: which one is spoken, and its words, loaded with the part that says them. */
import { i18n, type Messages } from "@lingui/core";

/* eslint-disable lingui/no-unlocalized-strings -- each language calls itself by its own name */
export const LOCALES = {
  en: { name: "English", dir: "ltr" },
  ar: { name: "العربية", dir: "rtl" },
} as const;
/* eslint-enable lingui/no-unlocalized-strings */
export type Locale = keyof typeof LOCALES;

const KEPT = "waymark.locale";
const CATALOGUES = import.meta.glob<{ messages: Messages }>([
  "./words/*.po", "./server/words/*.po", "./rooms/*/words/*.po", "./parts/*/words/*.po",
]);

const known = (name: string | null): name is Locale => name !== null && name in LOCALES;

/** The language that was chosen here, else the first of the browser's that we have. */
export function chosen(): Locale {
  const kept = localStorage.getItem(KEPT);
  if (known(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(known) ?? "en";
}

/** From now on this language. The page begins anew: every part loads its words again. */
export function choose(locale: Locale): void {
  localStorage.setItem(KEPT, locale);
  location.reload();
}

let learnt: Messages = {};

/** Load the words of a room or of a part (`rooms/people`, `parts/rules`), of the server, or of the frame. */
export async function learn(folder?: `rooms/${string}` | `parts/${string}` | "server"): Promise<void> {
  const locale = chosen();
  const words = folder === undefined ? "./words" : `./${folder}/words`;
  const { messages } = (await CATALOGUES[`${words}/${locale}.po`]?.()) ?? { messages: {} };
  learnt = { ...learnt, ...messages };
  i18n.loadAndActivate({ locale, messages: learnt });
}

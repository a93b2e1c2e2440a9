/** The tables of words: another language is a file beside these, a line here, and an entry in the build. */
import type { Load } from "../../chunk";
import { en, type Words } from "./en";

export type { Words };

/** English is there; another language is loaded when it is spoken. */
const HASHES: Record<string, string> = { en: "", ar: __HASHES__.words_ar, de: __HASHES__.words_de };

/** The first of these tags in whose language there are words: "de-AT"; else "en". */
export const spoken = (tags: readonly string[]): string => tags.find((tag) => plain(tag) in HASHES) ?? "en";

const plain = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? "";

/** The words for a tag; English where they cannot be loaded. */
export async function wordsOf(tag: string, load: Load): Promise<Words> {
  const hash = HASHES[plain(tag)];
  return hash ? load<Words>(`words-${plain(tag)}`, hash).catch(() => en) : en;
}

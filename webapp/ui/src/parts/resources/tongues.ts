/** Languages by their tags (BCP 47): what they are called, and what is one. */

/** Offered first; any other is added by its tag. */
export const COMMON = ["ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr", "zh"] as const;

const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

export const isTag = (text: string): boolean => TAG.test(text);

/** What a language is called in the reader's own. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** What follows from the language of a popup: its direction, and our one word of our own. */

const RIGHT_TO_LEFT = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"];
const RIGHT_TO_LEFT_SCRIPTS = ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg"];
const CLOSE: Record<string, string> = {
  ar: "إغلاق",
  cs: "Zavřít",
  da: "Luk",
  de: "Schließen",
  es: "Cerrar",
  fa: "بستن",
  fi: "Sulje",
  fr: "Fermer",
  he: "סגירה",
  it: "Chiudi",
  ja: "閉じる",
  ko: "닫기",
  nb: "Lukk",
  nl: "Sluiten",
  no: "Lukk",
  pl: "Zamknij",
  pt: "Fechar",
  ru: "Закрыть",
  sv: "Stäng",
  tr: "Kapat",
  uk: "Закрити",
  zh: "关闭",
};

/** A script in the tag goes before what the language is usually written in (RFC 5646 §2.2.3). */
export function directionOf(tag: string): "ltr" | "rtl" {
  const [language = "", ...more] = tag.toLowerCase().split(/[-_]/);
  const script = more.find((part) => /^[a-z]{4}$/.test(part));
  const toLeft = script ? RIGHT_TO_LEFT_SCRIPTS.includes(script) : RIGHT_TO_LEFT.includes(language);
  return toLeft ? "rtl" : "ltr";
}

/** The name of the sign that closes a popup. */
export const closeIn = (tag: string): string => CLOSE[tag.toLowerCase().split(/[-_]/)[0] ?? ""] ?? "Close";

/** What of a push a browser draws: the words cut as there, without what it ignores. Pure. */
import type { Schemas } from "../../../api/client";
import type { Browser } from "../queries";

export interface Drawn {
  title: string;
  body: string;
  icon: string | null;
  image: string | null;
  badge: string | null;
  buttons: string[];
  dir: "auto" | "ltr" | "rtl";
  language: string;
}

const DIRECTIONS = ["ltr", "rtl"] as const;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most).trimEnd()}…` : text);

export function drawn(
  content: Schemas["RenderedContent"],
  { title, message, buttons }: Pick<Browser, "title" | "message" | "buttons">,
  verdicts: Readonly<Record<string, string>>,
): Drawn {
  const shown = (field: string): boolean => verdicts[field] !== "ignored";
  return {
    title: cut(content.title, title),
    body: cut(content.body, message),
    icon: shown("icon") ? content.icon : null,
    image: shown("image") ? content.image : null,
    badge: shown("badge") ? content.badge : null,
    buttons: shown("actions") ? content.actions.slice(0, buttons).map((each) => each.title) : [],
    dir: DIRECTIONS.find((each) => each === content.dir) ?? "auto",
    language: content.language,
  };
}

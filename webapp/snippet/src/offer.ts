/** What the server offers and what a person answers: shared by the page's script and the popup's. */
import type { Way } from "./facts";

export interface Category {
  key: string;
  name: string;
  default: boolean;
}

/** A popup's content: plain texts, never HTML. */
export interface Content {
  template: string;
  position: string;
  language: string;
  brand: { name: string | null; icon: string | null; color: string | null };
  title: string;
  text: string | null;
  image: string | null;
  subscribe_label: string | null;
  later_label: string | null;
  categories: Category[];
  /** The way to the home screen, in the words of the browser's language; with the template `ios_guide`. */
  steps?: { language: string; open: string; share: string; add: string; start: string };
}

export interface Offer {
  id: string;
  token: string;
  popup: string;
  content: Content;
}

export type Answer = "subscribe" | "later" | "dismissed";

export interface Ask {
  content: Content;
  /** Where Waymark answers: relative pictures come from there. */
  host: string;
  way: Way;
  /** Called within the person's own click, once. */
  answered: (answer: Answer, categories: string[]) => void;
}

/** Puts a popup on the page; calling what it answers takes it away without an answer. */
export type Show = (ask: Ask) => () => void;

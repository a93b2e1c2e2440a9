/** What a template is: it puts the parts in their order, and adds what is its own. */
import type { Content } from "../offer";
import type { Way } from "../facts";

/** The parts that every popup has, made and named; a part that has nothing to show is null. */
export interface Parts {
  /** The workspace's logo and name. */
  brand: HTMLElement;
  /** The popup's own picture, else the workspace's sign. */
  picture: HTMLElement;
  title: HTMLElement;
  text: HTMLElement | null;
  /** Both buttons. */
  actions: HTMLElement;
  close: HTMLElement;
}

export interface Filled {
  children: (Node | null)[];
  /** The keys of the categories that are chosen now. */
  chosen(): string[];
}

export interface Template {
  /** Its own rules, beside those of every popup. */
  css: string;
  /** It lies over the page, which waits meanwhile; the others stand beside what the person does. */
  modal?: boolean;
  /** Where it stands, whatever the popup says. */
  position?: string;
  /** `way`: how push can be had here, where it is not simply asked for. */
  fill(parts: Parts, content: Content, way: Way): Filled;
}

/** Rules for a shadow root that a strict policy of the page lets be. */
import { element } from "./element";

/** Puts these rules in the place of those before. */
export function dressed(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // A browser without constructed sheets (Safari before 16.4): where the page's policy lets it.
    root.append(element("style", {}, css));
  }
}

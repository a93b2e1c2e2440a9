/** Elements made from names and plain texts: nothing is ever read as HTML. */

export const find = (css) => document.querySelector(css);

/** `make("a", {href, class, onclick}, "text", child, null)`; a function is a listener. */
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== null && value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== false));
  return made;
}

/** A symbol of art.svg; it says nothing to a screen reader. */
export function picture(symbol, classes) {
  const SVG = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `art.svg#${symbol}`);
  made.setAttribute("class", classes);
  made.setAttribute("aria-hidden", "true");
  made.append(use);
  return made;
}

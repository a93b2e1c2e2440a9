/** Elements made from names and plain texts: nothing is ever read as HTML. */

type Attributes = Record<string, string>;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A line of a drawing: its path, and the class that colours it. */
export type Stroke = readonly [path: string, name?: string];

/** A drawing in a field of this width and height; it says nothing to a screen reader. */
export function drawing(width: number, height: number, ...strokes: Stroke[]): SVGElement {
  const SVG = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", `0 0 ${width} ${height}`);
  made.setAttribute("aria-hidden", "true");
  for (const [d, name] of strokes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    if (name) path.setAttribute("class", name);
    made.append(path);
  }
  return made;
}

/** A sign of strokes in a field of 24. */
export const sign = (...paths: string[]): SVGElement => drawing(24, 24, ...paths.map((path): Stroke => [path]));

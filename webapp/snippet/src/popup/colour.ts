/** Colours that can be read: from the workspace's one colour to those of a popup (WCAG 2.2, 1.4.3). */

const FALLBACK = "#2563eb";
const TEXT = 4.5;
/** How far a colour is moved at a time on its way to where it can be read. */
const STEPS = 20;

type Rgb = readonly [number, number, number];

/** The fill of the main button, what is written on it, and a line that is seen on the surface. */
export interface Colours {
  fill: string;
  on: string;
  line: string;
}

const rgb = (colour: string): Rgb => [
  parseInt(colour.slice(1, 3), 16),
  parseInt(colour.slice(3, 5), 16),
  parseInt(colour.slice(5, 7), 16),
];
const hex = (colour: Rgb): string =>
  "#" + colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");

/** Relative luminance (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(rgb(one)), luminance(rgb(other))].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** `colour`, moved towards `ink` until it can be read on `surface`. */
function readable(colour: string, surface: string, ink: string): string {
  const [from, to] = [rgb(colour), rgb(ink)];
  for (let step = 0; step < STEPS; step++) {
    const mixed = hex(from.map((part, at) => part + (((to[at] ?? 0) - part) * step) / STEPS) as unknown as Rgb);
    if (contrast(mixed, surface) >= TEXT) return mixed;
  }
  return ink;
}

/** The colours of a popup in the workspace's `colour` on this surface with this ink. */
export function coloursOf(colour: string | null, surface: string, ink: string): Colours {
  const fill = colour && /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : FALLBACK;
  const [white, black] = ["#ffffff", "#000000"];
  const on = contrast(white, fill) >= TEXT || contrast(white, fill) > contrast(black, fill) ? white : black;
  return { fill, on, line: readable(fill, surface, ink) };
}

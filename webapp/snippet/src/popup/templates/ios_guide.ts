/** "To the home screen": iPhone and iPad have push there alone (P8); three steps, drawn, in her phone's words. */
import type { Content } from "../../offer";
import { drawing, element, type Stroke } from "../element";
import { directionOf } from "../language";
import type { Template } from "../template";

const [WIDTH, HEIGHT] = [80, 60];
const BELL = "M57 38.500a5 5 0 0 1 10 0c0 4 1.600 5.200 1.600 5.200H55.400S57 42.500 57 38.500";
const tile = (x: number, y: number): Stroke => [`M${x + 4} ${y}h6a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4h-6a4 4 0 0 1-4-4v-6a4 4 0 0 1 4-4z`, "soft"];

/** A page in another app: the compass of Safari. */
const OPEN: Stroke[] = [
  ["M40 9a21 21 0 1 0 .1 0z", "fill"],
  ["M49 21l-5.500 12.500L31 39l5.500-12.500z", "on"],
];
/** The bar of the browser, and its sign for sharing. */
const SHARE: Stroke[] = [
  ["M14-6v46a9 9 0 0 0 9 9h34a9 9 0 0 0 9-9V-6", "line"],
  ["M14 27h52", "line"],
  ["M40 25a13 13 0 1 0 .1 0z", "fill"],
  ["M36.500 36h-1.700v7.500h10.400V36h-1.700M40 40.500v-9.500M37 33.700l3-3 3 3", "on"],
  ["M21.500 38h.1M58.500 38h.1", "dots"],
];
/** The sheet with its entry. */
const ADD: Stroke[] = [
  ["M17 6h46a7 7 0 0 1 7 7v34a7 7 0 0 1-7 7H17a7 7 0 0 1-7-7V13a7 7 0 0 1 7-7z", "line"],
  ["M19 14.500h22M19 46h26", "soft bar"],
  ["M14 21h52v18H14z", "fill"],
  ["M20 30h20", "on"],
  ["M50 24.500h7.500a1.500 1.500 0 0 1 1.500 1.500v7.500a1.500 1.500 0 0 1-1.500 1.500H50a1.500 1.500 0 0 1-1.500-1.500V26a1.500 1.500 0 0 1 1.500-1.500zM53.750 27.300v5.400M51.050 30h5.400", "on"],
];
/** The home screen, with the site among the apps. */
const START: Stroke[] = [
  tile(11, 8), tile(33, 8), tile(55, 8), tile(11, 32), tile(33, 32),
  ["M58 29h8a6 6 0 0 1 6 6v8a6 6 0 0 1-6 6h-8a6 6 0 0 1-6-6v-8a6 6 0 0 1 6-6z", "fill"],
  [BELL, "on"],
];

const css = `
.steps{grid-column:1/-1;display:grid;gap:10px;margin:18px 0 0;padding:0;list-style:none;counter-reset:step}
.step{display:flex;align-items:center;gap:14px;line-height:1.4;counter-increment:step}
.step svg{flex:none;width:80px;height:60px;border-radius:12px;background:color-mix(in srgb,var(--ink) 5%,transparent);stroke-width:2}
.step span::before{content:counter(step) ". ";font-weight:650}
.line{stroke:color-mix(in srgb,var(--ink) 45%,transparent)}
.soft{fill:color-mix(in srgb,var(--ink) 18%,transparent);stroke:none}
.bar{fill:none;stroke:color-mix(in srgb,var(--ink) 22%,transparent);stroke-width:4}
.dots{stroke:color-mix(in srgb,var(--ink) 40%,transparent);stroke-width:4}
.fill{fill:var(--fill);stroke:none}
.on{stroke:var(--on)}
@media (min-width:600px){
  :host(:not([data-position=corner])) .card{width:min(640px,100%)}
  :host(:not([data-position=corner])) .steps{grid-auto-columns:1fr;grid-auto-flow:column;gap:18px}
  :host(:not([data-position=corner])) .step{flex-direction:column;align-items:stretch;gap:10px}
  :host(:not([data-position=corner])) .step svg{width:100%;height:84px}
}
`;

const ENGLISH: NonNullable<Content["steps"]> = {
  language: "en",
  open: "Open this page in Safari: tap ••• or the compass.",
  share: "Tap “Share” in the browser’s bar; it may be behind •••.",
  add: "Choose “Add to Home Screen”.",
  start: "Open it from there and allow notifications.",
};

export const iosGuide: Template = {
  css,
  fill({ brand, picture, title, text, actions, close }, content, way) {
    const { language, open, share, add, start } = content.steps ?? ENGLISH;
    const told: [string, Stroke[]][] = [[share, SHARE], [add, ADD], [start, START]];
    if (way === "open") told.unshift([open, OPEN]);
    const steps = told.map(([words, strokes]) =>
      element("li", { class: "step" }, drawing(WIDTH, HEIGHT, ...strokes), element("span", {}, words)),
    );
    // Without its role a list without signs is none to VoiceOver. The words are those of her phone's menus.
    const list = element("ol", { class: "steps", role: "list", lang: language, dir: directionOf(language) }, ...steps);
    return {
      children: [picture, element("div", { class: "words" }, brand, title, text), list, actions, close],
      chosen: () => [],
    };
  },
};

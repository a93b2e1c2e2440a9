/** The colours of what we put on a page, as variables of its rules: light and dark, in the workspace's colour. */
import { coloursOf } from "./colour";

const LIGHT = { surface: "#ffffff", ink: "#15171c", muted: "#5a606c" };
const DARK = { surface: "#1d1f25", ink: "#f3f4f6", muted: "#a8aeba" };

function variables({ surface, ink, muted }: typeof LIGHT, colour: string | null, more: string): string {
  const { fill, on, line } = coloursOf(colour, surface, ink);
  const over = on === "#ffffff" ? "#000" : "#fff";
  return `--surface:${surface};--ink:${ink};--muted:${muted};--fill:${fill};--on:${on};--line:${line};--over:${over};${more}`;
}

export function themeOf(selector: string, colour: string | null): string {
  const light = variables(
    LIGHT,
    colour,
    "--hairline:rgb(16 18 24/.12);--shadow:0 1px 2px rgb(16 18 24/.06),0 8px 20px rgb(16 18 24/.08),0 24px 56px rgb(16 18 24/.14)",
  );
  const dark = variables(DARK, colour, "--hairline:rgb(255 255 255/.14);--shadow:0 12px 28px rgb(0 0 0/.4),0 28px 64px rgb(0 0 0/.4)");
  return `${selector}{${light}}@media (prefers-color-scheme:dark){${selector}{${dark};color-scheme:dark}}`;
}

/** Every pair of colours that words stand on can be read: AA, in light and in dark (WCAG 1.4.3, 1.4.11). */
import { describe, expect, test } from "vitest";

import { COLOURS, FILLED, JOURNEY_STATE, PUSH_STATUS, SEND_STATE, TEAL, TONES, type Mark } from "../src/theme/tokens";

/** Relative luminance, WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  const colours = COLOURS[scheme];
  const grounds = [colours.page, colours.rail, colours.raised, colours.hover];

  test("words can be read on every ground", () => {
    for (const ground of grounds) {
      for (const words of [colours.ink, colours.soft, colours.faint, colours.accent]) {
        expect(contrast(words, ground), `${words} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(colours.danger, colours.page)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.accent, colours.wash)).toBeGreaterThanOrEqual(4.5);
  });

  test("the edge of a field can be seen", () => {
    expect(contrast(colours.control, colours.page)).toBeGreaterThanOrEqual(3);
    expect(contrast(colours.control, colours.raised)).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(TONES))("%s can be read on its wash and on the page", (_, { [scheme]: tone }) => {
    expect(contrast(tone.ink, tone.wash)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tone.ink, colours.page)).toBeGreaterThanOrEqual(4.5);
  });

  test("white can be read on a filled button", () => {
    expect(contrast("#ffffff", TEAL[FILLED[scheme]])).toBeGreaterThanOrEqual(4.5);
  });
});

const mark = ({ tone, glyph }: Mark): string => `${tone} ${glyph.displayName ?? ""}`;

test("no two states of a kind look alike: another glyph, or another colour and word", () => {
  for (const kind of [PUSH_STATUS, SEND_STATE, JOURNEY_STATE]) {
    const looks = Object.values<Mark>(kind).map(mark);
    expect(new Set(looks).size).toBe(looks.length);
  }
});

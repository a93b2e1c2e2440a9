/** The design in figures, once: what `theme.ts` gives Mantine and the style sheets read as `--wm-…`. */
import {
  IconAlertTriangle,
  IconArchive,
  IconArrowsExchange,
  IconBell,
  IconBellOff,
  IconBroadcast,
  IconCheck,
  IconClock,
  IconHandStop,
  IconHelpCircle,
  IconMinus,
  IconPencil,
  IconPlayerPause,
  IconQuestionMark,
  IconSend,
  IconX,
  type Icon,
} from "@tabler/icons-react";

export const FONT = "'Inter Variable', system-ui, sans-serif";
export const MONO = "ui-monospace, 'SF Mono', Menlo, Consolas, monospace";

/** Pixels; nothing is set in another size. */
export const SIZES = { xs: 12, sm: 13, md: 14, lg: 16, xl: 20, display: 28 } as const;
export const WEIGHT = { plain: 400, strong: 550 } as const;
/** Everything stands on a grid of four pixels. */
export const GRID = 4;
export const RADIUS = 6;
export const MOTION = 140;

/** Ten steps of the one accent; `filled` is the step under white words. */
export const TEAL = [
  "#e8f4f2", "#cde7e3", "#a0d1cb", "#6fb9b1", "#439f96", "#24877e", "#16736b", "#0f625b", "#0b514b", "#073d39",
] as const;
/** Buttons of what cannot be taken back; the rest of the steps is for washes. */
export const RED = [
  "#fce9e7", "#f8d0cc", "#f0a8a2", "#e67d75", "#da564d", "#cb3c32", "#bb2f26", "#ab241d", "#8b1b15", "#6a130f",
] as const;
export const FILLED = { light: 7, dark: 6 } as const;

/** Ink, five greys, and the accent as words and as a wash. Dark is drawn anew, not turned over. */
export const COLOURS = {
  light: {
    page: "#ffffff",
    rail: "#f7f8f8",
    raised: "#ffffff",
    hover: "#eff2f1",
    line: "#e2e6e5",
    edge: "#cdd4d2",
    control: "#88928f",
    faint: "#626d6b",
    soft: "#4c5756",
    ink: "#151d1c",
    accent: "#0f625b",
    wash: "#e3f1ef",
    danger: "#b3261e",
  },
  dark: {
    page: "#121716",
    rail: "#0d1110",
    raised: "#1a2120",
    hover: "#1f2726",
    line: "#2a3332",
    edge: "#3b4645",
    control: "#6b7674",
    faint: "#8f9a98",
    soft: "#a9b4b2",
    ink: "#e9eeed",
    accent: "#6cc9be",
    wash: "#143430",
    danger: "#ff9d94",
  },
} as const;

/** The greys by which Mantine knows them, from light to dark: its `gray` in light, its `dark` in dark. */
export const GRAY = [
  "#f7f8f8", "#eff2f1", "#e2e6e5", "#cdd4d2", "#88928f", "#737e7b", "#626d6b", "#4c5756", "#2b3534", "#151d1c",
] as const;
export const DARK = [
  "#e9eeed", "#c4cdcb", "#a9b4b2", "#8f9a98", "#3b4645", "#2a3332", "#1a2120", "#121716", "#0d1110", "#090c0c",
] as const;

/** Colour carries meaning: words and their wash, AA against each other and on the page. */
export const TONES = {
  amber: { light: { ink: "#825000", wash: "#fcf0d8" }, dark: { ink: "#efbb62", wash: "#38290e" } },
  green: { light: { ink: "#1a6838", wash: "#e2f3e7" }, dark: { ink: "#80d29a", wash: "#14311e" } },
  red: { light: { ink: "#ab241d", wash: "#fce9e7" }, dark: { ink: "#ff9d94", wash: "#3e1916" } },
  grey: { light: { ink: "#4c5756", wash: "#eceeee" }, dark: { ink: "#a9b4b2", wash: "#262f2e" } },
  violet: { light: { ink: "#643ab0", wash: "#f0e9fb" }, dark: { ink: "#c5a9f6", wash: "#2c2043" } },
  teal: { light: { ink: "#0f625b", wash: "#e3f1ef" }, dark: { ink: "#6cc9be", wash: "#143430" } },
} as const;
export type Tone = keyof typeof TONES;

export interface Mark {
  tone: Tone;
  glyph: Icon;
}

/** Each state has its glyph, so that colour never stands alone; the same on canvas, chart, chip and table. */
export const PUSH_STATUS = {
  ask: { tone: "amber", glyph: IconQuestionMark },
  allowed: { tone: "green", glyph: IconBell },
  blocked: { tone: "red", glyph: IconBellOff },
  unsupported: { tone: "grey", glyph: IconMinus },
  suspended: { tone: "violet", glyph: IconArrowsExchange },
} as const satisfies Record<string, Mark>;

export const SEND_STATE = {
  pending: { tone: "grey", glyph: IconClock },
  claimed: { tone: "teal", glyph: IconSend },
  accepted: { tone: "green", glyph: IconCheck },
  gone: { tone: "red", glyph: IconBellOff },
  rejected: { tone: "red", glyph: IconX },
  expired: { tone: "red", glyph: IconClock },
  unknown: { tone: "amber", glyph: IconHelpCircle },
  suppressed: { tone: "grey", glyph: IconHandStop },
  dead: { tone: "red", glyph: IconAlertTriangle },
} as const satisfies Record<string, Mark>;

export const JOURNEY_STATE = {
  draft: { tone: "grey", glyph: IconPencil },
  live: { tone: "green", glyph: IconBroadcast },
  paused: { tone: "amber", glyph: IconPlayerPause },
  archived: { tone: "grey", glyph: IconArchive },
} as const satisfies Record<string, Mark>;

export const CAMPAIGN_STATE = {
  draft: { tone: "grey", glyph: IconPencil },
  scheduled: { tone: "violet", glyph: IconClock },
  sending: { tone: "teal", glyph: IconSend },
  paused: { tone: "amber", glyph: IconPlayerPause },
  done: { tone: "green", glyph: IconCheck },
  cancelled: { tone: "grey", glyph: IconX },
} as const satisfies Record<string, Mark>;

/** Notifications as systems draw them, light, then dark: the wall behind, the card, ink, soft words, buttons. */
export const LOOKS = {
  windows: [
    ["#dce5ea", "#f3f3f3", "#1b1b1b", "#5d5d5d", "#fdfdfd"],
    ["#1d2529", "#2c2c2c", "#ffffff", "#c5c5c5", "#3a3a3a"],
  ],
  macos: [
    ["#d5dde3", "#f4f4f5", "#1d1d1f", "#515154", "#e3e3e6"],
    ["#20262b", "#38383b", "#f5f5f7", "#c7c7cc", "#4d4d51"],
  ],
  android: [
    ["#dfe4e1", "#fbfcfa", "#1a1c1b", "#444946", "#e4ebe7"],
    ["#1a1f1c", "#262b28", "#e3e6e3", "#bfc6c1", "#363c38"],
  ],
  ios: [
    ["#d3dae2", "#f2f2f5", "#000000", "#3c3c43", "#e2e2e7"],
    ["#1f242b", "#2f2f33", "#ffffff", "#c9c9d0", "#48484c"],
  ],
} as const;

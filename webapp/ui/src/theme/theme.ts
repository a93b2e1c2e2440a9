/** Mantine in our design: what it asks for in its own names, and our variables beside them. */
import {
  ActionIcon,
  Button,
  createTheme,
  Drawer,
  Input,
  InputWrapper,
  Loader,
  Menu,
  Modal,
  PasswordInput,
  SegmentedControl,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

import { COLOURS, DARK, FILLED, FONT, GRAY, MONO, MOTION, RADIUS, RED, SIZES, TEAL, TONES, WEIGHT } from "./tokens";

const px = (value: number): string => `${value}px`;
const { display, ...text } = SIZES;
const tuple = (steps: readonly string[]): MantineColorsTuple => [...steps] as unknown as MantineColorsTuple;
const strong = String(WEIGHT.strong);
const DIALOG = { transitionProps: { duration: MOTION } };
/** A dialog's header is none of the page. */
const NO_BANNER = { attributes: { header: { role: "none" } } };
const VEIL = { overlayProps: { backgroundOpacity: 0.4 } };
const FIELD = { wrapper: { "--input-fz": px(SIZES.md), "--input-bd": "var(--wm-control)" } };

export const theme = createTheme({
  fontFamily: FONT,
  fontFamilyMonospace: MONO,
  fontSizes: Object.fromEntries(Object.entries(text).map(([name, size]) => [name, px(size)])),
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.45", lg: "1.5", xl: "1.6" },
  headings: {
    fontWeight: strong,
    sizes: {
      h1: { fontSize: px(SIZES.xl), lineHeight: "1.3" },
      h2: { fontSize: px(SIZES.lg), lineHeight: "1.4" },
      h3: { fontSize: px(SIZES.md), lineHeight: "1.4" },
    },
  },
  colors: { accent: tuple(TEAL), red: tuple(RED), gray: tuple(GRAY), dark: tuple(DARK) },
  primaryColor: "accent",
  primaryShade: FILLED,
  defaultRadius: px(RADIUS),
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: Button.extend({ defaultProps: { size: "sm" }, styles: { label: { fontWeight: strong } } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    // What may be left out says so by itself; a star on all the others is noise.
    InputWrapper: InputWrapper.extend({ defaultProps: { withAsterisk: false } }),
    Input: Input.extend({ defaultProps: { size: "sm" }, vars: () => FIELD }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "sm" } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: "sm", withItemsBorders: false } }),
    Loader: Loader.extend({ defaultProps: { size: "sm" } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", withInitialFocusPlaceholder: false, ...DIALOG } }),
    Modal: Modal.extend({ defaultProps: { centered: true, ...VEIL, ...NO_BANNER, ...DIALOG } }),
    Drawer: Drawer.extend({ defaultProps: { ...VEIL, ...DIALOG } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, ...DIALOG } }),
  },
});

type Scheme = keyof typeof COLOURS;

function tones(scheme: Scheme): Record<string, string> {
  return Object.fromEntries(
    Object.entries(TONES).flatMap(([tone, { [scheme]: colour }]) => [
      [`--wm-${tone}`, colour.ink],
      [`--wm-${tone}-wash`, colour.wash],
    ]),
  );
}

function scheme(name: Scheme): Record<string, string> {
  const colours = COLOURS[name];
  return {
    ...Object.fromEntries(Object.entries(colours).map(([key, value]) => [`--wm-${key}`, value])),
    ...tones(name),
    "--mantine-color-body": colours.page,
    "--mantine-color-text": colours.ink,
    "--mantine-color-dimmed": colours.faint,
    "--mantine-color-placeholder": colours.faint,
    "--mantine-color-anchor": colours.accent,
    "--mantine-color-error": colours.danger,
    "--mantine-color-red-text": colours.danger,
    "--mantine-color-red-light-color": colours.danger,
    "--mantine-color-accent-text": colours.accent,
    "--mantine-color-accent-light-color": colours.accent,
    "--mantine-color-default": colours.raised,
    "--mantine-color-default-hover": colours.hover,
    "--mantine-color-default-color": colours.ink,
    "--mantine-color-default-border": colours.edge,
  };
}

export const variables: CSSVariablesResolver = () => ({
  variables: { "--wm-display": px(display), "--wm-strong": strong, "--wm-motion": `${MOTION}ms` },
  light: scheme("light"),
  dark: scheme("dark"),
});

/** Mantine in our design: what it asks for in its own names, and our variables beside them. */
import {
  ActionIcon,
  Button,
  createTheme,
  Drawer,
  Input,
  Loader,
  Menu,
  Modal,
  PasswordInput,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

import { COLOURS, FILLED, FONT, MONO, MOTION, RADIUS, SIZES, TEAL, TONES, WEIGHT } from "./tokens";

const px = (value: number): string => `${value}px`;
const { display, ...text } = SIZES;
const strong = String(WEIGHT.strong);
const DIALOG = { transitionProps: { duration: MOTION } };

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
  colors: { accent: [...TEAL] as unknown as MantineColorsTuple },
  primaryColor: "accent",
  primaryShade: FILLED,
  defaultRadius: px(RADIUS),
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    Input: Input.extend({ defaultProps: { size: "sm" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "sm" } }),
    Loader: Loader.extend({ defaultProps: { size: "sm" } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", ...DIALOG } }),
    Modal: Modal.extend({ defaultProps: { centered: true, ...DIALOG } }),
    Drawer: Drawer.extend({ defaultProps: DIALOG }),
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
    "--mantine-color-default": colours.raised,
    "--mantine-color-default-hover": colours.hover,
    "--mantine-color-default-color": colours.ink,
    "--mantine-color-default-border": colours.control,
  };
}

export const variables: CSSVariablesResolver = () => ({
  variables: { "--wm-display": px(display), "--wm-strong": strong, "--wm-motion": `${MOTION}ms` },
  light: scheme("light"),
  dark: scheme("dark"),
});

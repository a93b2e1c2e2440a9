/** Light, dark, or as the system has it: their words and glyphs. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { MantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun, type Icon } from "@tabler/icons-react";

export const SCHEMES: Record<MantineColorScheme, { word: MessageDescriptor; glyph: Icon }> = {
  light: { word: msg`Light`, glyph: IconSun },
  dark: { word: msg`Dark`, glyph: IconMoon },
  auto: { word: msg`As the system`, glyph: IconDeviceDesktop },
};
export const SCHEME_NAMES = Object.keys(SCHEMES) as MantineColorScheme[];

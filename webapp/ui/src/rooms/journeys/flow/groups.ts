/** How the groups of node types look and what they are called; one that is new has its own name. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  IconArrowsSplit2,
  IconBolt,
  IconClock,
  IconDatabaseEdit,
  IconMessage,
  IconPuzzle,
  type Icon,
} from "@tabler/icons-react";

import type { Tone } from "../../../theme/tokens";

interface Look {
  title: MessageDescriptor;
  glyph: Icon;
  tone: Tone;
}

const LOOKS: Record<string, Look> = {
  trigger: { title: msg`Start`, glyph: IconBolt, tone: "green" },
  wait: { title: msg({ context: "group of steps", message: "Wait" }), glyph: IconClock, tone: "amber" },
  flow: { title: msg`Decide`, glyph: IconArrowsSplit2, tone: "violet" },
  message: { title: msg`Say`, glyph: IconMessage, tone: "teal" },
  data: { title: msg`Change`, glyph: IconDatabaseEdit, tone: "grey" },
};

export const ORDER = Object.keys(LOOKS);

export function look(group: string): Omit<Look, "title"> {
  return LOOKS[group] ?? { glyph: IconPuzzle, tone: "grey" };
}

export function groupWord(group: string): string {
  const known = LOOKS[group];
  return known ? i18n._(known.title) : group;
}

/** The kinds of popups that the snippet draws: what they are called, and what they are for. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Template } from "./queries";

interface Kind {
  word: MessageDescriptor;
  about: MessageDescriptor;
  /** Whether `position` says where it stands. */
  placed: boolean;
  choices: boolean;
}

export const KINDS: Record<Template, Kind> = {
  simple: {
    word: msg`Simple`,
    about: msg`A question and two buttons, beside what the person does.`,
    placed: true,
    choices: false,
  },
  categories: {
    word: msg`With categories`,
    about: msg`The same, and a list of what to hear about.`,
    placed: true,
    choices: true,
  },
  modal: { word: msg`Over the page`, about: msg`One thing to decide before going on.`, placed: false, choices: false },
  corner: { word: msg`In the corner`, about: msg`A small card, out of the way.`, placed: false, choices: false },
  ios_guide: {
    word: msg`To the home screen`,
    about: msg`On iPhone and iPad: push is only there. Leads the way in three steps.`,
    placed: false,
    choices: false,
  },
};

export const kindWord = (template: string): string => {
  const kind = (KINDS as Partial<Record<string, Kind>>)[template];
  return kind ? i18n._(kind.word) : template;
};

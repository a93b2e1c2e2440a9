/** Why the draft is not kept, in two parts: what happened, what to do. */
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { Problem } from "../../../api/problem";
import { detail, explain } from "../../../parts/problems";
import { isPassing, type Saving } from "./saving";

export interface Unsaved {
  /** Few words, for the bar. */
  short: string;
  happened: string;
  todo: string;
  /** It is tried again by itself. */
  passes: boolean;
}

/** What the server said of parts of the draft, each with its place. */
const parts = (cause: unknown): string[] =>
  cause instanceof Problem ? Object.entries(cause.errors).map(([path, all]) => `${path}: ${all.join(" ")}`) : [];

const OFFLINE = {
  short: msg`Not saved yet: you are offline`,
  happened: msg`Your last changes are not saved yet: you are offline.`,
  todo: msg`Keep this page open. They are saved as soon as you are connected again.`,
};
const CONFLICT = {
  short: msg`Not saved`,
  happened: msg`Somebody else has saved this draft meanwhile. Your last changes are not saved.`,
  todo: msg`Choose which draft to go on with: it is asked above the canvas.`,
};

/** Null where nothing is wrong. */
export function unsaved(state: Saving, cause: unknown, online: boolean): Unsaved | null {
  if (state === "conflict") return said(CONFLICT, false);
  if (state !== "failed") return null;
  if (!online) return said(OFFLINE, true);
  const { happened, todo } = explain(cause);
  const first = i18n._(happened);
  if (!isPassing(cause)) {
    const words = [i18n._(todo), detail(cause), ...parts(cause)].filter(Boolean);
    const lost = i18n._(msg`Your last changes are not saved.`);
    return { short: i18n._(CONFLICT.short), happened: `${lost} ${first}`, todo: words.join(" "), passes: false };
  }
  const again = msg`Keep this page open. Your last changes are not saved yet: it is tried again every few seconds.`;
  return { short: i18n._(msg`Not saved yet. Trying again…`), happened: first, todo: i18n._(again), passes: true };
}

const said = ({ short, happened, todo }: typeof OFFLINE, passes: boolean): Unsaved => ({
  short: i18n._(short), happened: i18n._(happened), todo: i18n._(todo), passes,
});

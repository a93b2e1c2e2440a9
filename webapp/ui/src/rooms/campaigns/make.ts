/** A new campaign: a draft of its own, to be changed. */
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { create, type Body, type Campaign } from "./queries";

const WRITTEN = [
  ...["title", "message", "url", "image", "language", "only_language", "run_time", "group", "segment", "category"],
  ...["target", "at_local_time", "per_minute", "outside_hours", "inbox"],
] as readonly (keyof Body)[];

/** What somebody writes, without what became of it. */
export const bodyOf = (campaign: Campaign): Body =>
  Object.fromEntries([...WRITTEN, "send_at" as const].map((name) => [name, campaign[name]])) as unknown as Body;

export const makeNew = (): Promise<Campaign> => create({ title: i18n._(msg`A title`) });

/** The same once more, as a draft; without its time, which is over. */
export function duplicate(campaign: Campaign): Promise<Campaign> {
  return create({ ...bodyOf(campaign), send_at: null, at_local_time: false });
}

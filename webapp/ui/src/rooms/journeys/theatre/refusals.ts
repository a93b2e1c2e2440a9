/** Why an event lets nobody in: each of the server's codes in words. */
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Told } from "./queries";

export type Refusal = NonNullable<Told["refused"]>;

const REFUSALS = {
  no_trigger: msg`Nothing here waits for this event.`,
  where: msg`Does not come in: the start’s condition does not hold.`,
  too_old: msg`Does not come in: the event is older than the start takes.`,
  no_key: msg`Does not come in: the event lacks the property that there is one run for each of.`,
  active: msg`Does not come in again: is still inside.`,
  once: msg`Does not come in again: everybody comes in once only.`,
  cooldown: msg`Does not come in again: the time between two runs is not over.`,
  too_deep: msg`Does not come in: too many journeys have set each other off.`,
} satisfies Record<Refusal, unknown>;

export const refusalWord = (code: Refusal): string => i18n._(REFUSALS[code]);

/** What a step says of how it was left. A type of step may have reasons of its own: those are shown as they are. */
const REASONS = new Map([
  ["back_off", msg`was asked not long ago`],
  ["too_late", msg`it is too late`],
  ["unknown_zone", msg`in the workspace’s time: the person’s time zone is not known`],
]);

export function reasonWord(code: string): string {
  const word = REASONS.get(code);
  return word ? i18n._(word) : code;
}

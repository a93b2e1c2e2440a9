/** What an endpoint can be told, in words. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { WebhookKind } from "./webhookQueries";

const WORDS: Record<WebhookKind, MessageDescriptor> = {
  "message.accepted": msg`Push taken by its service`,
  "message.displayed": msg`Push shown`,
  "message.clicked": msg`Push clicked`,
  "message.dismissed": msg`Push put away`,
  "message.replied": msg`Push answered`,
  "message.failed": msg`Push failed`,
  "message.suppressed": msg`Push suppressed`,
  "message.expired": msg`Push too late`,
  "message.unknown": msg`Push without a clear answer`,
  "device.subscribed": msg`Device can be reached`,
  "device.retired": msg`Device can no longer be reached`,
  "push_status.changed": msg`Push status changed`,
  "journey.entered": msg`Journey entered`,
  "journey.finished": msg`Journey finished`,
  "journey.goal_reached": msg`Goal of a journey reached`,
  "person.erased": msg`Person erased`,
};

const starting = (...heads: string[]): WebhookKind[] =>
  (Object.keys(WORDS) as WebhookKind[]).filter((kind) => heads.includes(kind.split(".")[0] ?? ""));

export const GROUPS: readonly { title: MessageDescriptor; kinds: readonly WebhookKind[] }[] = [
  { title: msg`Pushes`, kinds: starting("message") },
  { title: msg`Journeys`, kinds: starting("journey") },
  { title: msg`People and devices`, kinds: starting("device", "push_status", "person") },
];

/** A kind in words; one that a newer server tells of stays in its own. */
export function kindWord(kind: string): string {
  const word = WORDS[kind as WebhookKind] as MessageDescriptor | undefined;
  return kind === "webhook.test" ? i18n._(msg`Test`) : word ? i18n._(word) : kind;
}

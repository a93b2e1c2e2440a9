import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { IconCheck, IconClock, IconX } from "@tabler/icons-react";

import type { Column } from "../../list/columns";
import { Chip } from "../../parts/Chip";
import { Time } from "../../parts/Time";
import type { Mark } from "../../theme/tokens";
import type { WebhookCall } from "./webhookQueries";
import { kindWord } from "./webhookWords";

const MARKS: Record<WebhookCall["state"], Mark> = {
  pending: { tone: "grey", glyph: IconClock },
  claimed: { tone: "grey", glyph: IconClock },
  done: { tone: "green", glyph: IconCheck },
  failed: { tone: "red", glyph: IconX },
};

export const CALL_WORDS = {
  pending: msg`Waiting`,
  claimed: msg`Calling`,
  done: msg`Taken`,
  failed: msg`Failed`,
};

/** The columns of the calls; what went wrong stands in the server's own word. */
export function useCallColumns(): readonly Column<WebhookCall>[] {
  const { i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  return [
    { key: "url", title: i18n._(msg`Address`), cell: ({ url }) => <bdi>{url}</bdi> },
    {
      key: "kind",
      title: i18n._(msg`Tells`),
      cell: ({ kind }) => (kind === null ? i18n._(msg`A journey`) : kindWord(kind)),
      wide: true,
    },
    {
      key: "state",
      title: i18n._(msg`Answer`),
      cell: ({ state, reason }) => (
        <>
          <Chip mark={MARKS[state]}>{i18n._(CALL_WORDS[state])}</Chip> {reason && <bdi>{reason}</bdi>}
        </>
      ),
    },
    {
      key: "tries",
      title: i18n._(msg`Tries`),
      cell: ({ attempts }) => number.format(attempts),
      figures: true,
      wide: true,
    },
    { key: "made", title: i18n._(msg`Made`), cell: ({ created_at: at }) => <Time at={at} /> },
  ];
}

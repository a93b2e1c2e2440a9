import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import { State } from "../../parts/Chip";
import { reasonWord } from "../../parts/room/reasons";
import { Time } from "../../parts/Time";
import css from "./Campaigns.module.css";
import type { Recipient } from "./queries";

/** Person, device, system, browser, and what came of it (C13, C15). */
export function useRecipientColumns(): readonly Column<Recipient>[] {
  const { i18n } = useLingui();
  return [
    {
      key: "person",
      title: i18n._(msg`Person`),
      cell: ({ user_id: user, person }) => user ?? <span className={css.faint}>{person}</span>,
    },
    {
      key: "state",
      title: i18n._(msg`State and reason`),
      cell: ({ state, reason }) => (
        <span className={css.standing}>
          <State kind="send" state={state} />
          {reason !== null && <span className={css.hint}>{reasonWord(reason)}</span>}
        </span>
      ),
    },
    { key: "device", title: i18n._(msg`Device`), cell: ({ model }) => model ?? i18n._(msg`Other`), wide: true },
    { key: "system", title: i18n._(msg`System`), cell: ({ platform }) => platform ?? "–", wide: true },
    { key: "browser", title: i18n._(msg`Browser`), cell: ({ browser }) => browser ?? "–", wide: true },
    {
      key: "seen",
      title: i18n._(msg`Clicked`),
      cell: ({ clicked_at: at }) => (at === null ? "–" : <Time at={at} clock />),
      wide: true,
    },
  ];
}

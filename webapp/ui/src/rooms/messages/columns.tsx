import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import { State } from "../../parts/Chip";
import { reasonWord } from "../../parts/room/reasons";
import { Time } from "../../parts/Time";
import css from "./Messages.module.css";
import { useNames } from "./names";
import { deviceOf, reasonOf, stateOf, type Delivery } from "./rows";

/** The columns of the list: the newest first or the oldest, as the server has them by its index of time. */
export function useColumns(): readonly Column<Delivery>[] {
  const { i18n } = useLingui();
  const nameOf = useNames();
  return [
    {
      key: "push",
      title: i18n._(msg`Push`),
      cell: ({ message: { push } }) => <span className={css.name}>{nameOf(push)}</span>,
    },
    {
      key: "person",
      title: i18n._(msg`Person`),
      cell: ({ message }) => message.user_id ?? <span className={css.faint}>{message.person}</span>,
    },
    { key: "state", title: i18n._(msg`State and reason`), cell: (row) => <Standing row={row} /> },
    {
      key: "device",
      title: i18n._(msg`Device`),
      cell: ({ send }) => (send ? deviceOf(send) || send.device : "–"),
      wide: true,
    },
    {
      key: "when",
      title: i18n._(msg`When`),
      cell: ({ message }) => <Time at={message.created_at} />,
      by: ({ message }) => message.created_at,
    },
  ];
}

function Standing({ row }: { row: Delivery }) {
  const reason = reasonOf(row);
  return (
    <div className={css.standing}>
      <State kind="send" state={stateOf(row)} />
      {reason !== null && <bdi className={css.reason}>{reasonWord(reason)}</bdi>}
    </div>
  );
}

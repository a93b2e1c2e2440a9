import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import { State, stateWord } from "../../parts/Chip";
import { calledOf } from "../../parts/room/called";
import { PersonName } from "../../parts/room/PersonName";
import { Time } from "../../parts/Time";
import type { Person, Segment } from "./queries";

export function useColumns(): readonly Column<Segment>[] {
  const { i18n } = useLingui();
  return [
    { key: "name", title: i18n._(msg`Name`), cell: ({ name }) => name, by: ({ name }) => name },
    {
      key: "changed",
      title: i18n._(msg`Last change`),
      cell: ({ updated_at: at }) => <Time at={at} />,
      by: ({ updated_at: at }) => at,
    },
  ];
}

/** The columns of the people in it. */
export function useMemberColumns(): readonly Column<Person>[] {
  const { i18n } = useLingui();
  return [
    { key: "name", title: i18n._(msg`Person`), cell: (row) => <PersonName person={row} />, by: calledOf },
    {
      key: "status",
      title: i18n._(msg`Push status`),
      cell: ({ push_status: status }) => <State kind="push" state={status} />,
      by: ({ push_status: status }) => stateWord("push", status),
    },
    {
      key: "language",
      title: i18n._(msg`Language`),
      cell: ({ language }) => language ?? "–",
      by: ({ language }) => language ?? "",
      wide: true,
    },
    {
      key: "seen",
      title: i18n._(msg`Last seen`),
      cell: ({ last_seen_at: at }) => (at ? <Time at={at} /> : "–"),
      by: ({ last_seen_at: at }) => at ?? "",
    },
  ];
}

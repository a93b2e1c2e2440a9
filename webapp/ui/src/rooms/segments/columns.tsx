import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import { State, stateWord } from "../../parts/Chip";
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

export const whoIs = ({ id, user_id: userId }: Person): string => userId ?? id;

/** The columns of the people in it: in no order, as the server lists them. */
export function useMemberColumns(): readonly Column<Person>[] {
  const { i18n } = useLingui();
  return [
    { key: "name", title: i18n._(msg`User ID`), cell: whoIs },
    {
      key: "status",
      title: i18n._(msg`Push status`),
      cell: ({ push_status: status }) => <State kind="push" state={status} />,
      by: ({ push_status: status }) => stateWord("push", status),
    },
    { key: "language", title: i18n._(msg`Language`), cell: ({ language }) => language ?? "–", wide: true },
    {
      key: "seen",
      title: i18n._(msg`Last seen`),
      cell: ({ last_seen_at: at }) => (at ? <Time at={at} /> : "–"),
    },
  ];
}

import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import { State, stateWord } from "../../parts/Chip";
import { Time } from "../../parts/Time";
import type { Journey } from "./queries";

/** The columns of the list of journeys. */
export function useColumns(): readonly Column<Journey>[] {
  const { i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  return [
    { key: "name", title: i18n._(msg`Name`), cell: ({ name }) => name, by: ({ name }) => name },
    {
      key: "status",
      title: i18n._(msg`State`),
      cell: ({ status }) => <State kind="journey" state={status} />,
      by: ({ status }) => stateWord("journey", status),
    },
    {
      key: "inside",
      title: i18n._(msg`People inside`),
      cell: ({ inside }) => number.format(inside),
      by: ({ inside }) => inside,
      figures: true,
      wide: true,
    },
    {
      key: "changed",
      title: i18n._(msg`Last change`),
      cell: ({ updated_at }) => <Time at={updated_at} />,
      by: ({ updated_at }) => updated_at,
    },
  ];
}

import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import type { Category } from "../../parts/resources/queries";
import { languageName } from "../../parts/resources/tongues";
import { Time } from "../../parts/Time";

/** The columns of the list of categories. */
export function useColumns(): readonly Column<Category>[] {
  const { i18n } = useLingui();
  const spoken = ({ languages = {} }: Category): string =>
    Object.keys(languages)
      .map((tag) => languageName(tag, i18n.locale))
      .join(", ");
  const usual = ({ default: on }: Category): string => (!on ? i18n._(msg`Off`) : i18n._(msg`On`));
  return [
    { key: "name", title: i18n._(msg`Name`), cell: ({ name }) => name, by: ({ name }) => name },
    { key: "key", title: i18n._(msg`Key`), cell: ({ key }) => key, by: ({ key }) => key, wide: true },
    { key: "default", title: i18n._(msg`By default`), cell: usual, by: usual },
    {
      key: "languages",
      title: i18n._(msg`Translated into`),
      cell: (row) => spoken(row) || "–",
      by: spoken,
      wide: true,
    },
    {
      key: "changed",
      title: i18n._(msg`Last change`),
      cell: ({ updated_at: at }) => <Time at={at} />,
      by: ({ updated_at: at }) => at,
      wide: true,
    },
  ];
}

import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import { Time } from "../../parts/Time";
import { plain } from "../../parts/resources/document";
import { languageName } from "../../parts/resources/tongues";
import css from "./Pushes.module.css";
import type { Push } from "./queries";

/** The columns of the list of pushes. */
export function useColumns(): readonly Column<Push>[] {
  const { i18n } = useLingui();
  const spoken = ({ languages = {} }: Push): string =>
    Object.keys(languages)
      .map((tag) => languageName(tag, i18n.locale))
      .join(", ");
  return [
    { key: "name", title: i18n._(msg`Name`), cell: ({ name }) => name, by: ({ name }) => name },
    {
      key: "title",
      title: i18n._(msg`Title`),
      cell: ({ title }) => <span className={css.brief}>{plain(title)}</span>,
      by: ({ title }) => title,
    },
    {
      key: "category",
      title: i18n._(msg`Category`),
      cell: ({ category }) => category ?? "–",
      by: ({ category }) => category ?? "",
      wide: true,
    },
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

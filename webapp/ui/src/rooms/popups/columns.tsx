import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Column } from "../../list/columns";
import { languageName } from "../../parts/resources/tongues";
import { Time } from "../../parts/Time";
import { kindWord } from "./kinds";
import type { Popup } from "./queries";

/** The columns of the list of popups. */
export function useColumns(): readonly Column<Popup>[] {
  const { i18n } = useLingui();
  const spoken = ({ languages = {} }: Popup): string =>
    Object.keys(languages)
      .map((tag) => languageName(tag, i18n.locale))
      .join(", ");
  const kind = ({ template }: Popup): string => kindWord(template);
  return [
    { key: "title", title: i18n._(msg`Title`), cell: ({ title }) => title, by: ({ title }) => title },
    { key: "key", title: i18n._(msg`Key`), cell: ({ key }) => key, by: ({ key }) => key, wide: true },
    { key: "kind", title: i18n._(msg`Kind`), cell: kind, by: kind },
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

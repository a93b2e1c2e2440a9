import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { useQuery } from "@tanstack/react-query";

import type { Column } from "../../list/columns";
import { State, stateWord } from "../../parts/Chip";
import { referencesQuery } from "../../parts/references";
import { plain } from "../../parts/resources/document";
import { Time } from "../../parts/Time";
import css from "./Campaigns.module.css";
import type { Campaign } from "./queries";

/** Whom campaigns are for, in words. */
export function useAudiences(): (campaign: Pick<Campaign, "segment" | "group">) => string {
  const { i18n } = useLingui();
  const { data = [] } = useQuery(referencesQuery("segment"));
  const names = new Map(data.map(({ value, label }) => [value, label]));
  return ({ segment, group }) => {
    if (segment) return names.get(segment) ?? segment;
    return group ? i18n._(msg`Group ${group}`) : i18n._(msg`Everybody`);
  };
}

/** When it is or was sent; of a draft when it was changed. */
export const whenOf = ({ start_at: start, sent_at: sent, updated_at: changed }: Campaign): string =>
  start ?? sent ?? changed;

/** The columns of the overview. */
export function useColumns(): readonly Column<Campaign>[] {
  const { i18n } = useLingui();
  const audience = useAudiences();
  const figure = new Intl.NumberFormat(i18n.locale);
  return [
    {
      key: "title",
      title: i18n._(msg`Title`),
      cell: ({ title }) => <span className={css.brief}>{plain(title)}</span>,
      by: ({ title }) => title,
    },
    {
      key: "state",
      title: i18n._(msg`State`),
      cell: ({ state }) => <State kind="campaign" state={state} />,
      by: ({ state }) => stateWord("campaign", state),
    },
    { key: "audience", title: i18n._(msg`For`), cell: (row) => audience(row), by: (row) => audience(row), wide: true },
    {
      key: "people",
      title: i18n._(msg`People`),
      cell: ({ people, sent_at: sent }) => (sent === null ? "–" : figure.format(people)),
      by: ({ people }) => people,
      figures: true,
      wide: true,
    },
    {
      key: "when",
      title: i18n._(msg`When`),
      cell: (row) => <Time at={whenOf(row)} clock />,
      by: whenOf,
    },
  ];
}

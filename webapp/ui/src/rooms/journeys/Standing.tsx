import { Skeleton } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";

import type { Schemas } from "../../api/client";
import { Time } from "../../parts/Time";
import css from "./Journey.module.css";
import type { JourneyWhole } from "./queries";

interface Props {
  journey: JourneyWhole;
  stats: Schemas["JourneyStats"] | undefined;
}

const COUNTS = [
  ["entered", msg`Entered`],
  ["waiting", msg`Inside now`],
  ["finished", msg`Finished`],
  ["quarantined", msg`Set aside`],
] as const;

/** How many have come and gone, and how the draft stands to what is live. */
export function Standing({ journey, stats }: Props) {
  const { i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  return (
    <dl className={css.standing}>
      {COUNTS.map(([key, title]) => (
        <div key={key}>
          <dt>{i18n._(title)}</dt>
          <dd>{stats ? number.format(stats[key]) : <Skeleton height={28} width={40} />}</dd>
        </div>
      ))}
      <div>
        <dt>{i18n._(msg`Last change`)}</dt>
        <dd className={css.time}>
          <Time at={journey.updated_at} />
        </dd>
      </div>
    </dl>
  );
}

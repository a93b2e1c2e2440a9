import { Select, TextInput } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { regional } from "../../../parts/times";
import css from "../Stage.module.css";
import { beginning, day, daysOf, rangeOf, type Range } from "./days";
import type { Days as Picked } from "./queries";

interface Props {
  days: Picked;
  began: number | undefined;
  onPick: (days: Picked) => void;
}

/** The days that are counted: of UTC, for the server keeps no finer counts; said wherever they are not the reader's. */
export function Days({ days, began, onPick }: Props) {
  const { t } = useLingui();
  const [now] = useState(Date.now);
  const range = rangeOf(days, now);
  const words: Record<Range, string> = {
    ever: t`All time`, today: t`Today (UTC)`, week: t`Last 7 days (UTC)`, month: t`Last 30 days (UTC)`,
    chosen: t`Days of your choice (UTC)`,
  };
  return (
    <div className={css.bar}>
      <Select
        aria-label={t`Days that are counted`}
        w={208}
        allowDeselect={false}
        value={range}
        data={Object.entries(words).map(([value, label]) => ({ value, label }))}
        onChange={(picked) => onPick(daysOf((picked ?? "ever") as Range, now))}
      />
      {range === "chosen" && (
        <>
          <TextInput
            type="date"
            aria-label={t`First day`}
            max={days.to ?? day(now)}
            value={days.from ?? ""}
            onChange={({ currentTarget: { value } }) => onPick({ ...days, from: value || undefined })}
          />
          <TextInput
            type="date"
            aria-label={t`Last day`}
            min={days.from ?? ""}
            value={days.to ?? ""}
            onChange={({ currentTarget: { value } }) => onPick({ ...days, to: value || undefined })}
          />
        </>
      )}
      {range !== "ever" && <Zone now={now} />}
      {began !== undefined && (
        <p className={css.end} role="status">
          <Plural value={began} one="One person has entered." other="# people have entered." />
        </p>
      )}
    </div>
  );
}

function Zone({ now }: { now: number }) {
  const { i18n } = useLingui();
  const begins = beginning(now);
  if (begins === null) return null;
  const at = new Intl.DateTimeFormat(regional(i18n.locale), { timeStyle: "short" }).format(begins);
  return (
    <p className={css.soft}>
      <Trans>Each day begins at {at} on your clock.</Trans>
    </p>
  );
}

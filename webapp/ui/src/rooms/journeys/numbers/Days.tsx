import { Select, TextInput } from "@mantine/core";
import { Plural, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import css from "../Stage.module.css";
import { day, daysOf, rangeOf, type Range } from "./days";
import type { Days as Picked } from "./queries";

interface Props {
  days: Picked;
  began: number | undefined;
  onPick: (days: Picked) => void;
}

/** The days that are counted. */
export function Days({ days, began, onPick }: Props) {
  const { t } = useLingui();
  const [now] = useState(Date.now);
  const range = rangeOf(days, now);
  const words: Record<Range, string> = {
    ever: t`All time`, today: t`Today`, week: t`Last 7 days`, month: t`Last 30 days`, chosen: t`Days of your choice`,
  };
  return (
    <div className={css.bar}>
      <Select
        aria-label={t`Days that are counted`}
        w={184}
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
      {began !== undefined && (
        <p className={css.end} role="status">
          <Plural value={began} one="One person has entered." other="# people have entered." />
        </p>
      )}
    </div>
  );
}

import { NumberInput, Select, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { DurationInput } from "../DurationInput";
import { Offering } from "../Offering";
import type { RuleField } from "./description";
import { zoned, unzoned } from "./moments";
import css from "./Rules.module.css";
import { converted, kindOf, kindsOf, type Kind } from "./values";

export interface ScalarProps {
  field: RuleField;
  /** Texts that people have there. */
  offers?: readonly string[];
  /** What a screen reader calls it. */
  label: string;
  value: unknown;
  may: boolean;
  set: (value: unknown) => void;
}

const NONE: readonly string[] = [];

function Text({ label, value, may, set, offers = NONE }: ScalarProps) {
  return <Offering aria-label={label} disabled={!may} offers={offers} value={value as string} onChange={set} />;
}

/** While the field is empty the last number stays: an empty text is no number. */
function Figure({ label, value, may, set }: ScalarProps) {
  const [empty, setEmpty] = useState(false);
  return (
    <NumberInput
      aria-label={label}
      disabled={!may}
      value={empty ? "" : (value as number)}
      onChange={(typed) => {
        setEmpty(typed === "");
        if (typed !== "") set(Number(typed));
      }}
      onBlur={() => setEmpty(false)}
    />
  );
}

function Truth({ label, value, may, set }: ScalarProps) {
  const { t } = useLingui();
  return (
    <Select
      aria-label={label}
      disabled={!may}
      allowDeselect={false}
      data={[{ value: "true", label: t`yes` }, { value: "false", label: t`no` }]}
      value={String(value)}
      onChange={(picked) => set(picked === "true")}
    />
  );
}

function Choice({ field, label, value, may, set }: ScalarProps) {
  const now = value as string;
  const known = field.options.some((each) => each.value === now);
  const data = known ? [...field.options] : [...field.options, { value: now, label: now }];
  return (
    <Select
      aria-label={label}
      disabled={!may}
      allowDeselect={false}
      data={data}
      value={now}
      onChange={(picked) => set(picked ?? now)}
    />
  );
}

/** A moment, shown and picked in the reader's zone, kept in UTC. */
function Moment({ label, value, may, set }: ScalarProps) {
  return (
    <TextInput
      type="datetime-local"
      aria-label={label}
      disabled={!may}
      value={zoned(value as string)}
      onChange={({ currentTarget }) => {
        const moment = unzoned(currentTarget.value);
        if (moment !== null) set(moment);
      }}
    />
  );
}

function Ago({ label, value, may, set }: ScalarProps) {
  return (
    <DurationInput
      name={label}
      aria-label={label}
      disabled={!may}
      value={(value as { ago: string }).ago}
      onChange={(ago) => {
        if (ago !== undefined) set({ ago });
      }}
    />
  );
}

/** What no control can show without changing it: as it stands in the document. */
function Other({ value }: ScalarProps) {
  return <code className={css.json}>{JSON.stringify(value) as string | undefined}</code>;
}

const CONTROLS: Record<Kind, typeof Text> = {
  choice: Choice, text: Text, number: Figure, truth: Truth, moment: Moment, ago: Ago, other: Other,
};

/** One value, by its kind; where a field takes several kinds, that is picked first. */
export function Scalar(props: ScalarProps) {
  const { t } = useLingui();
  const { field, label, value, may, set } = props;
  const kind = kindOf(field, value);
  const kinds = kindsOf(field);
  const names: Record<Kind, string> = {
    choice: t`Choice`, text: t`Text`, number: t`Number`, truth: t`Yes or no`,
    moment: t`Date`, ago: t`So long ago`, other: t`As written`,
  };
  const shown = kind === "other" ? [...kinds, kind] : kinds;
  const Of = CONTROLS[kind];
  return (
    <div className={css.scalar} data-kinds={shown.length > 1 || undefined}>
      {shown.length > 1 && (
        <Select
          aria-label={t`Kind of “${label}”`}
          disabled={!may}
          allowDeselect={false}
          data={shown.map((each) => ({ value: each, label: names[each] }))}
          value={kind}
          onChange={(picked) => set(converted(picked ?? kind, field, value, Date.now()))}
        />
      )}
      <Of {...props} />
    </div>
  );
}

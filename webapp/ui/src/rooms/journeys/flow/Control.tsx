import { Checkbox, Group, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Described, Field } from "./description";
import { UNITS } from "../../../parts/durations";
import { DurationInput } from "../../../parts/DurationInput";
import css from "./Flow.module.css";
import { referencesQuery } from "../../../parts/references";
import { option, ruleWords, valueWords } from "./summary";

export interface ControlProps {
  field: Field;
  value: unknown;
  described: Described;
  /** What the linter says of this field. */
  error?: string | undefined;
  may: boolean;
  set: (value: unknown) => void;
}

const asText = (value: unknown): string => (typeof value === "string" ? value : "");

function common({ field, error, may }: ControlProps) {
  return {
    label: field.label,
    description: field.help ?? null,
    withAsterisk: field.required,
    error: error ?? null,
    disabled: !may,
  };
}

function Text(props: ControlProps) {
  const { field, value, set } = props;
  return (
    <TextInput
      {...common(props)}
      value={asText(value)}
      maxLength={field.longest ?? 200}
      onChange={({ currentTarget }) => set(currentTarget.value || undefined)}
    />
  );
}

function Time(props: ControlProps) {
  const { value, set } = props;
  return (
    <TextInput
      {...common(props)}
      type="time"
      value={asText(value)}
      onChange={({ currentTarget }) => set(currentTarget.value || undefined)}
    />
  );
}

function Choice(props: ControlProps) {
  const { field, value, set } = props;
  return (
    <Select
      {...common(props)}
      data={(field.options ?? []).map(option)}
      value={asText(value) || null}
      clearable={!field.required && (field.default ?? null) === null}
      onChange={(picked) => set(picked ?? undefined)}
    />
  );
}

function Reference(props: ControlProps) {
  const { t } = useLingui();
  const { field, value, set } = props;
  const { data = [] } = useQuery(referencesQuery(field.to ?? ""));
  const now = asText(value);
  const known = data.some((each) => each.value === now) || now === "" ? data : [...data, { value: now, label: now }];
  return (
    <Select
      {...common(props)}
      data={known}
      value={now || null}
      searchable
      nothingFoundMessage={t`Nothing of this name`}
      onChange={(picked) => set(picked ?? undefined)}
    />
  );
}

function Duration(props: ControlProps) {
  const { field, value, set } = props;
  return <DurationInput {...common(props)} name={field.label} value={value} onChange={set} />;
}

function Weekdays(props: ControlProps) {
  const { i18n } = useLingui();
  const { field, value, set, may } = props;
  const day = new Intl.DateTimeFormat(i18n.locale, { weekday: "short", timeZone: "UTC" });
  const MONDAY = 4; // 5 January 1970 was one
  return (
    <Checkbox.Group
      {...common(props)}
      value={Array.isArray(value) ? (value as string[]) : []}
      onChange={(days) => set(days.length > 0 ? days : undefined)}
    >
      <Group gap={8} mt={4}>
        {(field.options ?? []).map(option).map((each, index) => (
          <Checkbox
            key={each.value}
            value={each.value}
            disabled={!may}
            label={day.format((MONDAY + index) * UNITS.day * 1000)}
          />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

function OnOff(props: ControlProps) {
  return (
    <Switch
      label={props.field.label}
      disabled={!props.may}
      checked={props.value === true}
      onChange={({ currentTarget }) => props.set(currentTarget.checked)}
    />
  );
}

/** What this console cannot change yet, in words. */
function Fixed({ field, value, described, error }: ControlProps) {
  const { t, i18n } = useLingui();
  const joints = { and: t`and`, or: t`or` };
  const words =
    field.widget === "rule" ? ruleWords(value, described, joints) : valueWords(field, value, i18n.locale);
  return (
    <div>
      <div className="mantine-InputWrapper-label">{field.label}</div>
      <p className={css.fixed}>{words || <Trans>Not set</Trans>}</p>
      {error !== undefined && <p className="mantine-InputWrapper-error">{error}</p>}
    </div>
  );
}

const CONTROLS: Record<string, typeof Text> = {
  text: Text,
  event: Text,
  url: Text,
  property_path: Text,
  time_of_day: Time,
  choice: Choice,
  reference: Reference,
  duration: Duration,
  weekdays: Weekdays,
  switch: OnOff,
};

/** The control of a field, by its widget. */
export function Control(props: ControlProps) {
  const Of = CONTROLS[props.field.widget] ?? Fixed;
  return <Of {...props} />;
}

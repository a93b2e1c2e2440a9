/** Controls of one value: texts, numbers, choices, times. */
import { Checkbox, Group, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import { UNITS } from "../../../../parts/durations";
import { DurationInput } from "../../../../parts/DurationInput";
import { Offering } from "../../../../parts/Offering";
import { useNames } from "../../../../parts/seen";
import { option } from "../summary";
import { asText, common, type ControlProps } from "./given";

export function Text(props: ControlProps) {
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

/** A name: those that were seen are offered, others can be written. */
export function Name(props: ControlProps) {
  const { field, value, set } = props;
  const offers = useNames(field.names);
  return (
    <Offering
      {...common(props)}
      offers={offers}
      value={asText(value)}
      maxLength={field.longest ?? 200}
      onChange={(typed) => set(typed || undefined)}
    />
  );
}

export function Time(props: ControlProps) {
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

/** A number; `integer` has no fraction. */
export function Figure(props: ControlProps) {
  const { field, value, set } = props;
  const bounds = Object.fromEntries(
    [["min", field.least], ["max", field.most]].filter(([, bound]) => typeof bound === "number"),
  ) as { min?: number; max?: number };
  return (
    <NumberInput
      {...common(props)}
      {...bounds}
      allowDecimal={field.widget !== "integer"}
      clampBehavior="blur"
      value={typeof value === "number" ? value : ""}
      onChange={(typed) => set(typed === "" ? undefined : Number(typed))}
    />
  );
}

export function Choice(props: ControlProps) {
  const { field, value, set } = props;
  return (
    <Select
      {...common(props)}
      data={(field.options ?? []).map(option)}
      value={asText(value) || null}
      allowDeselect={false}
      clearable={!field.required && (field.default ?? null) === null}
      onChange={(picked) => set(picked ?? undefined)}
    />
  );
}

export function Duration(props: ControlProps) {
  const { field, value, set } = props;
  return <DurationInput {...common(props)} name={field.label} value={value} onChange={set} />;
}

export function Weekdays(props: ControlProps) {
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

export function OnOff(props: ControlProps) {
  return (
    <Switch
      label={props.field.label}
      disabled={!props.may}
      checked={props.value === true}
      onChange={({ currentTarget }) => props.set(currentTarget.checked)}
    />
  );
}

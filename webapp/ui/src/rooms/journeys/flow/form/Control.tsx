import { Trans, useLingui } from "@lingui/react/macro";
import type { ComponentType } from "react";

import css from "../Flow.module.css";
import { valueWords } from "../summary";
import type { ControlProps } from "./given";
import { Offset, ValueNamed } from "./Aim";
import { Cron, LocalTime } from "./Clock";
import { Entries } from "./Entries";
import { JsonControl } from "./JsonControl";
import { MappingControl } from "./MappingControl";
import { Either, Whole } from "./Parts";
import { Choice, Duration, Figure, Name, OnOff, Text, Time, Weekdays } from "./plain";
import { Reference } from "./Reference";
import { RuleControl } from "./RuleControl";

/** Of a kind of value that a newer server tells of: in words, and untouched. */
function Fixed({ field, value, described, problems }: ControlProps) {
  const { i18n } = useLingui();
  const words = valueWords(field, value, described, i18n.locale);
  return (
    <div>
      <div className="mantine-InputWrapper-label">{field.label}</div>
      <p className={css.fixed}>{words || <Trans>Not set</Trans>}</p>
      {problems.map(({ path, message }) => (
        <p key={path} className="mantine-InputWrapper-error">{message}</p>
      ))}
    </div>
  );
}

const CONTROLS: Record<string, ComponentType<ControlProps>> = {
  text: Text,
  event: Name,
  url: Text,
  property_path: Name,
  integer: Figure,
  number: Figure,
  percent: Figure,
  time_of_day: Time,
  choice: Choice,
  reference: Reference,
  duration: Duration,
  offset: Offset,
  local_time: LocalTime,
  cron: Cron,
  value_named: ValueNamed,
  weekdays: Weekdays,
  switch: OnOff,
  rule: RuleControl,
  arms: Entries,
  list: Entries,
  mapping: MappingControl,
  json: JsonControl,
  group: Whole,
  either: Either,
};

/** The control of a field, by its widget. */
export function Control(props: ControlProps) {
  const Of = CONTROLS[props.field.widget] ?? Fixed;
  return <Of {...props} />;
}

/** Controls of times by the clock: one that comes once, and one that comes again and again. */
import { Checkbox, Group, Input, NativeSelect, NumberInput, Stack, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { UNITS } from "../../../../parts/durations";
import { EXAMPLE, read, written, type Every, type Often } from "./crons";
import { asText, common, own as fault, type ControlProps } from "./given";

const OWN = "own";

/** A date and a time, as some wall clock shows them. */
export function LocalTime(props: ControlProps) {
  const { value, set } = props;
  return (
    <TextInput
      {...common(props)}
      type="datetime-local"
      value={asText(value)}
      onChange={({ currentTarget }) => set(currentTarget.value || undefined)}
    />
  );
}

/** How often and when; what the form cannot say is written as a crontab has it. */
export function Cron(props: ControlProps) {
  const { field, value, problems, may, set } = props;
  const text = asText(value);
  const every = read(text);
  const [own, setOwn] = useState(text !== "" && every.often === OWN);
  const often = own ? OWN : text && every.often;
  const put = (change: Partial<Every>): void => set(written({ ...every, ...change }) ?? text);
  const pick = (picked: string): void => {
    setOwn(picked === OWN);
    if (picked === "") set(undefined);
    else if (picked !== OWN) put({ often: picked as Often });
  };
  return (
    <Input.Wrapper
      component="div"
      labelElement="div"
      label={field.label}
      description={field.help || null}
      error={fault(problems)}
    >
      <Stack gap={8}>
        <HowOften label={field.label} {...{ often, may, pick }} />
        <Wanted {...{ field, text, may, set, often, put }} every={every} />
      </Stack>
    </Input.Wrapper>
  );
}

interface WantedProps extends Pick<ControlProps, "field" | "may" | "set"> {
  often: Often | "";
  text: string;
  every: Every;
  put: (change: Partial<Every>) => void;
}

/** What else there is to say, once it is said how often. */
function Wanted({ field, often, text, every, may, set, put }: WantedProps) {
  if (often === "") return null;
  if (often === OWN) return <Crontab {...{ text, may, set }} longest={field.longest ?? 100} />;
  return <When every={{ ...every, often }} {...{ may, put }} />;
}

interface HowOftenProps {
  label: string;
  often: string;
  may: boolean;
  pick: (to: string) => void;
}

function HowOften({ label, often, may, pick }: HowOftenProps) {
  const { t } = useLingui();
  const names: Record<Often, string> = {
    daily: t`Every day`, weekly: t`On days of the week`, monthly: t`On a day of the month`, own: t`As in a crontab`,
  };
  const data = Object.entries(names).map(([value, name]) => ({ value, label: name }));
  return (
    <NativeSelect
      aria-label={label}
      disabled={!may}
      data={[{ value: "", label: t`Never` }, ...data]}
      value={often}
      onChange={({ currentTarget }) => pick(currentTarget.value)}
    />
  );
}

interface CrontabProps extends Pick<ControlProps, "may" | "set"> {
  text: string;
  longest: number;
}

function Crontab({ text, longest, may, set }: CrontabProps) {
  const { t } = useLingui();
  return (
    <TextInput
      aria-label={t`Minute, hour, day of the month, month, day of the week`}
      placeholder={EXAMPLE}
      disabled={!may}
      value={text}
      maxLength={longest}
      onChange={({ currentTarget }) => set(currentTarget.value || undefined)}
    />
  );
}

function When({ every, may, put }: { every: Every; may: boolean; put: (change: Partial<Every>) => void }) {
  const { t, i18n } = useLingui();
  const named = new Intl.DateTimeFormat(i18n.locale, { weekday: "short", timeZone: "UTC" });
  const SUNDAY = 3; // 4 January 1970 was one
  return (
    <Group gap={8} align="flex-end">
      {every.often === "weekly" && (
        <Checkbox.Group
          aria-label={t`Days of the week`}
          value={every.days.map(String)}
          onChange={(days) => put({ days: days.map(Number).sort((one, other) => one - other) })}
        >
          <Group gap={8}>
            {[1, 2, 3, 4, 5, 6, 0].map((day) => (
              <Checkbox
                key={day}
                value={String(day)}
                disabled={!may}
                label={named.format((SUNDAY + day) * UNITS.day * 1000)}
              />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      {every.often === "monthly" && (
        <NumberInput
          label={t`Day of the month`}
          w={96}
          min={1}
          max={31}
          allowDecimal={false}
          disabled={!may}
          value={every.day}
          onChange={(day) => put({ day: Number(day) || 1 })}
        />
      )}
      <TextInput
        label={t`At`}
        type="time"
        disabled={!may}
        value={every.at}
        onChange={({ currentTarget }) => put({ at: currentTarget.value || every.at })}
      />
    </Group>
  );
}

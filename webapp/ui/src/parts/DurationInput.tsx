import { Group, NativeSelect, NumberInput, type NumberInputProps } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { amount, UNITS, written, type Unit } from "./durations";

interface Props extends Omit<NumberInputProps, "value" | "onChange" | "min" | "name"> {
  /** What it is of, for the unit's name. */
  name: string;
  /** ISO 8601, or nothing. */
  value: unknown;
  onChange: (value: string | undefined) => void;
  least?: number;
}

/** A duration: how many, of which unit. */
export function DurationInput({ name, value, onChange, least = 0, disabled, ...input }: Props) {
  const { t } = useLingui();
  const [unit, setUnit] = useState<Unit>("hour");
  const now = amount(value);
  const shown = now?.unit ?? unit;
  const units: Record<Unit, string> = { day: t`days`, hour: t`hours`, minute: t`minutes`, second: t`seconds` };
  return (
    <Group gap={8} align="flex-end" wrap="nowrap">
      <NumberInput
        {...input}
        flex={1}
        miw={64}
        min={least}
        allowDecimal={false}
        allowNegative={false}
        disabled={disabled ?? false}
        value={now?.count ?? ""}
        onChange={(count) => onChange(count === "" ? undefined : written({ count: Number(count), unit: shown }))}
      />
      <NativeSelect
        aria-label={t`Unit of “${name}”`}
        disabled={disabled ?? false}
        data={(Object.keys(UNITS) as Unit[]).map((each) => ({ value: each, label: units[each] }))}
        value={shown}
        onChange={({ currentTarget }) => {
          const picked = currentTarget.value as Unit;
          setUnit(picked);
          if (now) onChange(written({ count: now.count, unit: picked }));
        }}
      />
    </Group>
  );
}

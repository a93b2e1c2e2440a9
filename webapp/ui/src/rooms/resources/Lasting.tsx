import { Group, Input, NativeSelect, NumberInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useId } from "react";

import { amount, written, type Unit } from "../journeys/flow/durations";

interface Props {
  label: string;
  description: string;
  /** As the API writes it: `P1D`, `PT6H`. */
  value: unknown;
  error?: string | undefined;
  disabled: boolean;
  set: (value: string) => void;
}

/** A length of time: a number and its unit. */
export function Lasting({ label, description, value, error, disabled, set }: Props) {
  const { t } = useLingui();
  const id = useId();
  const { count, unit } = amount(value) ?? { count: 1, unit: "day" };
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error ?? null}>
      <Group gap={8} wrap="nowrap" mt={4}>
        <NumberInput
          id={id}
          value={count}
          min={1}
          max={9999}
          allowDecimal={false}
          allowNegative={false}
          disabled={disabled}
          style={{ flex: 1 }}
          onChange={(typed) => Number(typed) > 0 && set(written({ count: Number(typed), unit }))}
        />
        <NativeSelect
          aria-label={t`Unit`}
          value={unit}
          disabled={disabled}
          onChange={({ currentTarget }) => set(written({ count, unit: currentTarget.value as Unit }))}
          data={[
            { value: "minute", label: t`minutes` },
            { value: "hour", label: t`hours` },
            { value: "day", label: t`days` },
          ]}
        />
      </Group>
    </Input.Wrapper>
  );
}

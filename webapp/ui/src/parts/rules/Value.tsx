import { ActionIcon, Button, MultiSelect, NumberInput, Switch, TagsInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ComponentType } from "react";

import type { Takes } from "./description";
import css from "./Rules.module.css";
import { Scalar, type ScalarProps } from "./Scalar";
import { fresh, kindsOf, often, writtenOften } from "./values";

const EVER = 30;

const NONE: readonly string[] = [];

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

function Raw({ value }: ScalarProps) {
  return <code className={css.json}>{JSON.stringify(value) as string | undefined}</code>;
}

function Texts({ label, value, may, set, offers = NONE }: Omit<ScalarProps, "value"> & { value: string[] }) {
  const { t } = useLingui();
  const placeholder = value.length > 0 ? "" : t`Type one, then Enter`;
  const common = { "aria-label": label, disabled: !may, onChange: set, data: [...offers] };
  return <TagsInput {...common} value={value} placeholder={placeholder} splitChars={[]} />;
}

function List(props: ScalarProps) {
  const { field, label, value, may, set } = props;
  const [kind] = kindsOf(field);
  const common = { "aria-label": label, disabled: !may, onChange: set };
  if (!Array.isArray(value)) return <Raw {...props} />;
  if (kind === "text" && isTexts(value)) return <Texts {...props} value={value} />;
  const known = field.options.map((each) => each.value);
  if (kind === "choice" && isTexts(value) && value.every((each) => known.includes(each))) {
    return <MultiSelect {...common} data={[...field.options]} value={value} />;
  }
  return <Entries {...props} value={value} />;
}

/** Values of any kind, one below the other. */
function Entries({ value, ...props }: Omit<ScalarProps, "value"> & { value: readonly unknown[] }) {
  const { t } = useLingui();
  const { field, label, may, set } = props;
  return (
    <div className={css.entries}>
      {value.map((each, at) => {
        const name = `${label} ${at + 1}`;
        return (
          <div key={at} className={css.entry}>
            <Scalar {...props} label={name} value={each} set={(now) => set(value.with(at, now))} />
            {may && (
              <ActionIcon
                variant="subtle"
                aria-label={t`Remove “${name}”`}
                onClick={() => set(value.toSpliced(at, 1))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )}
          </div>
        );
      })}
      {may && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => set([...value, fresh(field, Date.now())])}
        >
          <Trans>Value</Trans>
        </Button>
      )}
    </div>
  );
}

function Pair(props: ScalarProps) {
  const { t } = useLingui();
  const { label, value, set } = props;
  if (!Array.isArray(value) || value.length !== 2) return <Raw {...props} />;
  const [low, high] = value as [unknown, unknown];
  return (
    <div className={css.entries}>
      <Scalar {...props} label={t`${label}, lowest`} value={low} set={(now) => set([now, high])} />
      <Scalar {...props} label={t`${label}, highest`} value={high} set={(now) => set([low, now])} />
    </div>
  );
}

function History(props: ScalarProps) {
  const { t } = useLingui();
  const { may, set } = props;
  const now = often(props.value);
  if (!now) return <Raw {...props} />;
  return (
    <div className={css.entries}>
      <NumberInput
        label={t`At least so many times`}
        disabled={!may}
        min={1}
        allowDecimal={false}
        value={now.atLeast}
        onChange={(count) => set(writtenOften({ ...now, atLeast: Math.max(1, Number(count)) }))}
      />
      <Switch
        label={t`Only in the last days`}
        disabled={!may}
        checked={now.days !== null}
        onChange={({ currentTarget }) => set(writtenOften({ ...now, days: currentTarget.checked ? EVER : null }))}
      />
      {now.days !== null && (
        <NumberInput
          label={t`Days, today included`}
          disabled={!may}
          min={1}
          max={3660}
          allowDecimal={false}
          value={now.days}
          onChange={(days) => set(writtenOften({ ...now, days: Math.max(1, Number(days)) }))}
        />
      )}
    </div>
  );
}

const SHAPES: Record<Takes, ComponentType<ScalarProps>> = {
  value: Scalar,
  list: List,
  pair: Pair,
  nothing: () => null,
  history: History,
};

/** A comparison's value in the shape that its operator takes. */
export function Value({ takes, ...props }: ScalarProps & { takes: Takes }) {
  const Of = SHAPES[takes];
  return <Of {...props} />;
}

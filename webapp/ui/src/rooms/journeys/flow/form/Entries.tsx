import { ActionIcon, Button, Input } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";

import { EMPTY } from "../../../../parts/rules/query";
import type { Field } from "../description";
import { below, isRecord, own, withEntry, type ControlProps } from "./given";
import { Fields } from "./Fields";
import css from "./Form.module.css";

/** A letter for each new entry: A, B, … that no other has. */
function freeName(taken: readonly unknown[]): string {
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  return letters.find((each) => !taken.includes(each)) ?? `${taken.length + 1}`;
}

/** What a new entry begins with. */
function begun(fields: readonly Field[], name: string): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      if (field.name === "name") return [["name", name]];
      if (field.required && field.widget === "rule") return [[field.name, EMPTY]];
      return typeof field.least === "number" ? [[field.name, Math.max(1, field.least)]] : [];
    }),
  );
}

/** The share of an entry in the sum of all weights. */
function share(all: readonly unknown[], at: number, locale: string): string | null {
  const weights = all.map((each) => (isRecord(each) && typeof each.weight === "number" ? each.weight : 0));
  const whole = weights.reduce((sum, each) => sum + each, 0);
  if (whole <= 0) return null;
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return percent.format((weights[at] ?? 0) / whole);
}

/** A list of objects, each with fields of its own; their names are ports. */
export function Entries({ field, value, described, problems, may, set }: ControlProps) {
  const { t, i18n } = useLingui();
  const all: readonly unknown[] = Array.isArray(value) ? value : [];
  const fields = field.fields ?? [];
  const names = all.map((each) => (isRecord(each) ? each.name : undefined));
  const full = typeof field.most === "number" && all.length >= field.most;
  return (
    <Input.Wrapper
      component="div"
      labelElement="div"
      label={field.label}
      description={field.help || null}
      withAsterisk={field.required}
      error={own(problems)}
    >
      <ol className={css.entries}>
        {all.map((each, at) => {
          const name = typeof names[at] === "string" ? names[at] : String(at + 1);
          return (
            <li key={at} className={css.entry} aria-label={name}>
              <div className={css.inner}>
                <Fields
                  fields={fields}
                  values={isRecord(each) ? each : {}}
                  described={described}
                  problems={below(problems, String(at))}
                  may={may}
                  set={(key, now) => set(all.with(at, withEntry(each, key, now)))}
                />
                <span className={css.share}>{share(all, at, i18n.locale)}</span>
              </div>
              {may && at > 0 && (
                <ActionIcon
                  variant="subtle"
                  aria-label={t`Move “${name}” up`}
                  onClick={() => set(all.toSpliced(at - 1, 2, each, all[at - 1]))}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
              )}
              {may && (
                <ActionIcon variant="subtle" aria-label={t`Remove “${name}”`} onClick={() => set(all.toSpliced(at, 1))}>
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              )}
            </li>
          );
        })}
      </ol>
      {may && (
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={full}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => set([...all, begun(fields, freeName(names))])}
        >
          <Trans>Way</Trans>
        </Button>
      )}
    </Input.Wrapper>
  );
}

import { ActionIcon, Button, Input } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";

import { Offering } from "../../../../parts/Offering";
import { useNames } from "../../../../parts/seen";
import { below, own, type ControlProps } from "./given";
import css from "./Form.module.css";
import { mappingOf, rowsOf, wrong, type Row } from "./mapping";
import { Worth } from "./Worth";

/** Names with values: traits, markers. */
export function MappingControl({ field, value, problems, may, set }: ControlProps) {
  const { t } = useLingui();
  const offers = useNames(field.names || undefined);
  const [typed, setTyped] = useState<readonly Row[]>(() => rowsOf(value));
  // The rows that were typed count until the document changes by other means.
  const rows = JSON.stringify(mappingOf(typed)) === JSON.stringify(value ?? {}) ? typed : rowsOf(value);
  const change = (now: readonly Row[]): void => {
    setTyped(now);
    set(mappingOf(now));
  };
  const said = (at: number): string | null => {
    const what = wrong(rows, at);
    if (what === "twice") return t`This name is there twice: the first counts.`;
    if (what === "empty") return t`It needs a name.`;
    return below(problems, rows[at]?.name ?? "")[0]?.message ?? null;
  };
  return (
    <Input.Wrapper
      component="div"
      labelElement="div"
      label={field.label}
      description={field.help || null}
      withAsterisk={field.required}
      error={own(problems)}
    >
      <ul className={css.entries}>
        {rows.map((row, at) => {
          const { name } = row;
          return (
            <li key={at} className={css.entry} aria-label={name || t`New`}>
              <Offering
                aria-label={t`Name`}
                offers={offers}
                placeholder={t`Name`}
                disabled={!may}
                value={name}
                maxLength={200}
                error={said(at)}
                onChange={(typed) => change(rows.with(at, { ...row, name: typed }))}
              />
              {may && (
                <ActionIcon
                  variant="subtle"
                  aria-label={t`Remove “${name}”`}
                  onClick={() => change(rows.toSpliced(at, 1))}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              )}
              <Worth
                name={name}
                value={row.value}
                may={may}
                set={(now) => change(rows.with(at, { ...row, value: now }))}
              />
            </li>
          );
        })}
      </ul>
      {may && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => change([...rows, { name: "", value: "" }])}
        >
          <Trans>Name and value</Trans>
        </Button>
      )}
    </Input.Wrapper>
  );
}

import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { IconArrowRight, IconHourglass } from "@tabler/icons-react";

import type { Change, StepDress } from "./dress";
import css from "./Worn.module.css";

const CHANGES = { added: msg`Added`, changed: msg`Changed`, gone: msg`Gone` } as const;

export const changeWord = (change: Change): string => i18n._(CHANGES[change]);

/** What a view has laid over a card: on its upper edge counts or a difference, beside it what was looked at. */
export function Worn({ dress }: { dress: StepDress | undefined }) {
  if (!dress) return null;
  const { change, counts } = dress;
  return (
    <>
      {change && (
        <span className={css.tag} data-change={change}>
          {changeWord(change)}
        </span>
      )}
      {counts && <Counts {...counts} />}
      <Says {...dress} />
    </>
  );
}

function Says({ warns, says = [] }: StepDress) {
  const lines = warns === undefined ? says : [warns, ...says];
  if (lines.length === 0) return null;
  return (
    <ul className={css.says} data-warns={warns !== undefined || undefined}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Counts({ entered, waiting }: NonNullable<StepDress["counts"]>) {
  const { t, i18n: here } = useLingui();
  const number = new Intl.NumberFormat(here.locale, { notation: "compact" });
  const [came, stay] = [number.format(entered), number.format(waiting)];
  return (
    <span className={css.counts} title={t`${came} came, ${stay} are here now`}>
      <IconArrowRight size={12} aria-hidden />
      {came}
      {waiting > 0 && (
        <span className={css.waiting}>
          <IconHourglass size={12} aria-hidden />
          {stay}
        </span>
      )}
    </span>
  );
}

import { Plural, Trans } from "@lingui/react/macro";

import css from "./Import.module.css";
import type { Counts, Fault } from "./uses";

/** Rows that are not taken, by their lines and in the server's words. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul className={css.faults}>
      {faults.map(({ line, message }) => (
        <li key={line}>
          <Trans>
            Line {line}: <bdi>{message}</bdi>
          </Trans>
        </li>
      ))}
    </ul>
  );
}

/** What became of the rows. */
export function Report({ counts: { taken, duplicates, refused, faults } }: { counts: Counts }) {
  return (
    <section aria-live="polite">
      <ul className={css.counts}>
        <li>
          <Plural value={taken} one="# row taken" other="# rows taken" />
        </li>
        <li>
          <Plural value={duplicates} one="# row known already" other="# rows known already" />
        </li>
        <li data-bad={refused > 0 || undefined}>
          <Plural value={refused} one="# row refused" other="# rows refused" />
        </li>
      </ul>
      <Faults faults={faults} />
      {refused > faults.length && (
        <p className={css.hint}>
          <Trans>The first of them are shown.</Trans>
        </p>
      )}
    </section>
  );
}

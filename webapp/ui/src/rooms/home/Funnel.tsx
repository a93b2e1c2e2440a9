import { useLingui } from "@lingui/react";

import type { Step } from "./figures";
import css from "./Home.module.css";

interface Props {
  label: string;
  steps: readonly Step[];
  words: Record<string, string>;
}

/** A table that draws itself: each step with its bar, its figure, and its share of the step before. */
export function Funnel({ label, steps, words }: Props) {
  const { i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  const percent = new Intl.NumberFormat(i18n.locale, { style: "percent" });
  return (
    <table className={css.steps} aria-label={label}>
      <tbody>
        {steps.map(({ name, count, rate, length }) => (
          <tr key={name}>
            <th scope="row">{words[name]}</th>
            <td style={{ width: "100%" }}>
              <div className={css.bar} style={{ width: `${length * 100}%` }} />
            </td>
            <td className={css.figure}>{number.format(count)}</td>
            <td className={css.share}>{rate === null ? "" : percent.format(rate)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

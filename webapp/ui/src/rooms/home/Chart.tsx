import "@mantine/charts/styles.layer.css";

import { LineChart } from "@mantine/charts";
import { Trans, useLingui } from "@lingui/react/macro";

import { regional } from "../../parts/times";
import type { Tone } from "../../theme/tokens";
import type { Point } from "./figures";
import css from "./Home.module.css";

export interface Line {
  name: string;
  label: string;
  tone: Tone;
  /** Broken: told from a line of a like colour. */
  broken?: boolean;
}

const DASH = "5 3";

interface Props {
  /** What it shows, in words. */
  says: string;
  lines: readonly Line[];
  points: Point[];
}

/** A day in the calendar, as the server counts it. */
const DAY = { day: "numeric", month: "short" } as const;
const dayOf = (day: string, locale: string): string =>
  new Intl.DateTimeFormat(regional(locale), { ...DAY, timeZone: "UTC" }).format(Date.parse(day));

/** Thin lines over days; the table behind it says the same. */
export function Chart({ says, lines, points }: Props) {
  const { i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  if (points.length < 2) {
    return (
      <p className={css.hint}>
        <Trans>Only today was counted so far: a line is drawn from the second day on.</Trans>
      </p>
    );
  }
  return (
    <figure aria-label={says} style={{ margin: 0 }}>
      <div aria-hidden>
        <LineChart
          h={160}
          data={points}
          dataKey="day"
          series={lines.map(({ name, label, tone, broken }) => ({
            name,
            label,
            color: `var(--wm-${tone})`,
            ...(broken && { strokeDasharray: DASH }),
          }))}
          curveType="linear"
          strokeWidth={1.5}
          withDots={false}
          gridAxis="x"
          gridProps={{ stroke: "var(--wm-line)" }}
          tickLine="none"
          valueFormatter={(value) => number.format(value)}
          xAxisProps={{ tickFormatter: (day: string) => dayOf(day, i18n.locale), minTickGap: 40 }}
          yAxisProps={{ width: 44, allowDecimals: false }}
          tooltipAnimationDuration={0}
          lineProps={{ isAnimationActive: false }}
          // Who does not see it has the table: no stop for the keyboard in what is hidden.
          lineChartProps={{ accessibilityLayer: false }}
        />
      </div>
      <details className={css.table}>
        <summary>
          <Trans>As a table</Trans>
        </summary>
        {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex -- what scrolls is reached by keys */}
        <div tabIndex={0} role="group" aria-label={says}>
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Day (UTC)</Trans>
                </th>
                {lines.map(({ name, label }) => (
                  <th key={name} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.toReversed().map((point) => (
                <tr key={point.day}>
                  <th scope="row">{dayOf(point.day, i18n.locale)}</th>
                  {lines.map(({ name }) => (
                    <td key={name}>{number.format(Number(point[name]))}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

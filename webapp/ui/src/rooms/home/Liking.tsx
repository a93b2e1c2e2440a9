import { Trans, useLingui } from "@lingui/react/macro";

import { Chart, type Line } from "./Chart";
import { points, rate, sum } from "./figures";
import css from "./Home.module.css";
import type { Days } from "./queries";

/** What becomes of pushes. Accepted is not displayed: the two are counted apart (G8); who turns away stands beside. */
export function Liking({ days }: { days: Days }) {
  const { t, i18n } = useLingui();
  const { counts } = days;
  const of = (name: string): number => sum(counts[name]);
  const sent = of("accepted") + of("failed");
  const lines: Line[] = [
    { name: "accepted", label: t`Accepted`, tone: "green" },
    { name: "displayed", label: t`Displayed`, tone: "teal", broken: true },
    { name: "clicked", label: t`Clicked`, tone: "violet" },
    { name: "left", label: t`Turned away`, tone: "red" },
  ];
  const none = days.days.map(() => 0);
  const { accepted = none, displayed = none, clicked = none, blocked = none, turned_off: off = none } = counts;
  const left = blocked.map((count, place) => count + (off[place] ?? 0));
  const number = new Intl.NumberFormat(i18n.locale);
  return (
    <section className={css.row} aria-labelledby="liking">
      <h2 className={css.question} id="liking">
        <Trans>Do they like it?</Trans>
      </h2>
      <div className={css.halves}>
        <div>
          <dl className={css.figures}>
            <Figure name={t`Sent`} count={sent} />
            <Figure name={t`Accepted`} count={of("accepted")} of={sent} />
            <Figure name={t`Displayed`} count={of("displayed")} of={of("accepted")} />
            <Figure name={t`Clicked`} count={of("clicked")} of={of("displayed")} />
          </dl>
          <dl className={css.figures}>
            <Figure name={t`Blocked in the browser`} count={of("blocked")} />
            <Figure name={t`Turned off here`} count={of("turned_off")} />
            <Figure name={t`Held back by rules`} count={of("suppressed")} />
          </dl>
          <p className={css.hint}>
            <Trans>
              Accepted means that a push service took it. A desktop shows it only while its browser runs, a phone also
              later.
            </Trans>
          </p>
        </div>
        <div>
          <ul className={css.states}>
            {lines.map(({ name, label, tone, broken }) => (
              <li key={name}>
                <span className={css.mark} data-broken={broken} style={{ "--tone": `var(--wm-${tone})` }} />
                {label} {number.format(sum(name === "left" ? left : counts[name]))}
              </li>
            ))}
          </ul>
          <Chart
            says={t`Pushes accepted, displayed and clicked, and people who turned away, by day`}
            lines={lines}
            points={points(days, { accepted, displayed, clicked, left })}
          />
        </div>
      </div>
    </section>
  );
}

function Figure({ name, count, of }: { name: string; count: number; of?: number }) {
  const { i18n } = useLingui();
  const share = of === undefined ? null : rate(count, of);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {new Intl.NumberFormat(i18n.locale).format(count)}{" "}
        {share !== null && <small>{new Intl.NumberFormat(i18n.locale, { style: "percent" }).format(share)}</small>}
      </dd>
    </div>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";

import { State, stateWord } from "../../parts/Chip";
import { PUSH_STATUS } from "../../theme/tokens";
import { Chart } from "./Chart";
import { funnel, points, reach } from "./figures";
import { Funnel } from "./Funnel";
import css from "./Home.module.css";
import type { Days } from "./queries";

const STEPS = ["session", "askable", "asked", "yes", "granted"] as const;
const STATUSES = Object.keys(PUSH_STATUS) as (keyof typeof PUSH_STATUS)[];

/** From a session to the browser's yes, and how people stand. */
export function Reach({ days }: { days: Days }) {
  const { t, i18n } = useLingui();
  const { total, now, share } = reach(days.people);
  const number = new Intl.NumberFormat(i18n.locale);
  const percent = new Intl.NumberFormat(i18n.locale, { style: "percent", maximumFractionDigits: 1 });
  const words: Record<(typeof STEPS)[number], string> = {
    session: t`Sessions`,
    askable: t`Could be asked`,
    asked: t`Asked`,
    yes: t`Said yes`,
    granted: t`Browser allowed`,
  };
  const allowed = number.format(now.allowed ?? 0);
  const all = number.format(total);
  return (
    <section className={css.row} aria-labelledby="reach">
      <h2 className={css.question} id="reach">
        <Trans>Can we reach people?</Trans>
      </h2>
      <div className={css.halves}>
        <div>
          <p className={css.answer}>{share === null ? "–" : percent.format(share)}</p>
          <p className={css.says}>
            <Trans>
              {allowed} of {all} people allow pushes now.
            </Trans>
          </p>
          <Funnel label={t`From a session to the browser's yes`} steps={funnel(days.counts, STEPS)} words={words} />
        </div>
        <div>
          <ul className={css.states}>
            {STATUSES.map((status) => (
              <li key={status}>
                <State kind="push" state={status} />
                {number.format(now[status] ?? 0)}
              </li>
            ))}
          </ul>
          <Chart
            says={t`People by push status at the end of each day`}
            lines={STATUSES.map((status) => ({
              name: status,
              label: stateWord("push", status),
              tone: PUSH_STATUS[status].tone,
            }))}
            points={points(days, days.people)}
          />
        </div>
      </div>
    </section>
  );
}

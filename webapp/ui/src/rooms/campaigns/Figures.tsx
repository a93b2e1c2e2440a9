import { useLingui } from "@lingui/react/macro";

import { stateWord } from "../../parts/Chip";
import css from "./Campaigns.module.css";
import type { Stats } from "./queries";
import { SEND_STATES, type ResultsView, type SendState } from "./view";

interface Props {
  stats: Stats;
  view: ResultsView;
  onView: (change: { state?: SendState | undefined; show?: undefined }) => void;
}

/** How many devices stand in each state; one click shows which. */
export function Figures({ stats: { states, displayed, clicked }, view, onView }: Props) {
  const { t, i18n } = useLingui();
  const figure = new Intl.NumberFormat(i18n.locale);
  const there = SEND_STATES.filter((state) => (states[state] ?? 0) > 0);
  return (
    <div className={css.figures}>
      {there.map((state) => (
        <button
          key={state}
          type="button"
          className={css.figure}
          aria-pressed={view.state === state}
          onClick={() => onView({ state: view.state === state ? undefined : state, show: undefined })}
        >
          <strong>{figure.format(states[state] ?? 0)}</strong>
          <span>{stateWord("send", state)}</span>
        </button>
      ))}
      <Told count={figure.format(displayed)} word={t`Displayed`} />
      <Told count={figure.format(clicked)} word={t`Clicked`} />
    </div>
  );
}

function Told({ count, word }: { count: string; word: string }) {
  return (
    <div className={css.figure}>
      <strong>{count}</strong>
      <span>{word}</span>
    </div>
  );
}

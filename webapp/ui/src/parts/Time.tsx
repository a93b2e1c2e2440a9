import { useLingui } from "@lingui/react";
import { useSyncExternalStore } from "react";

import { absolute, brief, minute, relative } from "./times";

const MINUTE = 60_000;
const ticks = new Set<() => void>();
let now = Date.now();
let clock: ReturnType<typeof setInterval> | undefined;

/** All times on the page move with one clock. */
function subscribe(tick: () => void): () => void {
  now = Date.now();
  ticks.add(tick);
  clock ??= setInterval(() => {
    now = Date.now();
    ticks.forEach((each) => each());
  }, MINUTE);
  return () => {
    ticks.delete(tick);
    if (ticks.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  };
}

interface Props {
  /** RFC 3339, as the API tells times. */
  at: string;
  /** The whole date and time instead of the distance. */
  exact?: boolean;
  /** Date and time in few words: for a list of steps. */
  short?: boolean;
  /** The clock's time instead of the distance, with its day where that is another one. */
  clock?: boolean;
}

/** A time, in the reader's zone; the exact one stands in its title. */
export function Time({ at, exact = false, short = false, clock = false }: Props) {
  const { i18n } = useLingui();
  const present = useSyncExternalStore(subscribe, () => now);
  const moment = Date.parse(at);
  const whole = absolute(moment, i18n.locale);
  const say = clock ? minute : short ? brief : relative;
  return (
    <time dateTime={at} title={whole}>
      {exact ? whole : say(moment, present, i18n.locale)}
    </time>
  );
}

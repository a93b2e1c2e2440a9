import { Progress as Bar } from "@mantine/core";
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { Time } from "../../parts/Time";
import css from "./Campaigns.module.css";
import type { Campaign, State, Stats } from "./queries";
import { through } from "./through";

const MOVING: readonly State[] = ["sending", "paused"];

const WHY: Record<string, MessageDescriptor> = {
  reset: msg`An admin has reset the messages.`,
  segment_missing: msg`Its segment was gone when it was to begin.`,
};
const why = (reason: string): string => (WHY[reason] ? i18n._(WHY[reason]) : reason);


/** How far it is, in words and as a bar while batches go out. */
export function Progress({ campaign, stats }: { campaign: Campaign; stats: Stats | undefined }) {
  const { state, devices, people, taken } = campaign;
  const done = stats ? through(stats.states, campaign) : 0;
  return (
    <div className={css.progress} aria-live="polite">
      {MOVING.includes(state) && <Through done={done} taken={taken} state={state} />}
      <Times campaign={campaign} />
      <p className={css.hint}>
        <Plural value={people} one="# person" other="# people" />
        {" · "}
        <Plural value={devices} one="# device" other="# devices" />
      </p>
    </div>
  );
}

function Through({ done, taken, state }: { done: number; taken: boolean; state: State }) {
  const { t } = useLingui();
  const told = t`${done} % of its devices are through.`;
  return (
    <>
      <Bar.Root size={8}>
        <Bar.Section value={done} animated={state === "sending"} aria-label={told} />
      </Bar.Root>
      <p>{taken ? told : <Trans>Its audience is still being taken.</Trans>}</p>
    </>
  );
}

/** When it begins, or when and why it ended. */
function Times({ campaign: { state, start_at: start, ended_at: ended, reason } }: { campaign: Campaign }) {
  if (state === "scheduled" && start !== null)
    return (
      <p>
        <Trans>
          It begins <Time at={start} />, on <Time at={start} exact />.
        </Trans>
      </p>
    );
  if (ended === null) return null;
  return (
    <p>
      <Trans>
        It ended <Time at={ended} />.
      </Trans>
      {reason !== null && ` ${why(reason)}`}
    </p>
  );
}

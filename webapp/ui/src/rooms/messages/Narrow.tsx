import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { journeyNamesQuery, pushesQuery } from "../../api/names";
import { oneOf } from "../../list/view";
import { Pick } from "../../parts/room/Pick";
import { StandingPicks, SystemPick } from "../../parts/room/SendPicks";
import css from "./Messages.module.css";
import { STATES, type MessagesView } from "./view";

interface Props {
  view: MessagesView;
  onView: (change: { [Key in keyof MessagesView]?: MessagesView[Key] | undefined }) => void;
}

const named = (names: ReadonlyMap<string, string> | undefined) =>
  [...(names ?? [])].map(([value, label]) => ({ value, label }));

/** By state, reason, journey, push, platform and day. */
export function Narrow({ view, onView }: Props) {
  const { t } = useLingui();
  const { data: journeys } = useQuery(journeyNamesQuery);
  const { data: pushes } = useQuery(pushesQuery);
  const pushNames = new Map([...(pushes ?? [])].map(([key, { name }]) => [key, name]));
  return (
    <div className={css.narrow}>
      <StandingPicks
        states={STATES}
        state={view.state}
        reason={view.reason}
        onState={(picked) => onView({ state: oneOf(picked, STATES) })}
        onReason={(reason) => onView({ reason })}
      />
      <Pick label={t`Journey`} value={view.journey} onPick={(journey) => onView({ journey })} data={named(journeys)} />
      <Pick label={t`Push`} value={view.push} onPick={(push) => onView({ push })} data={named(pushNames)} />
      <SystemPick platform={view.platform} onPlatform={(platform) => onView({ platform })} />
      <div className={css.days}>
        <Day label={t`From day`} value={view.from} onDay={(from) => onView({ from })} />
        <span aria-hidden>–</span>
        <Day label={t`To day`} value={view.to} onDay={(to) => onView({ to })} />
      </div>
    </div>
  );
}

function Day({ label, value, onDay }: { label: string; value: string | undefined; onDay: (day?: string) => void }) {
  return (
    <TextInput
      type="date"
      w={136}
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onDay(event.currentTarget.value || undefined)}
    />
  );
}

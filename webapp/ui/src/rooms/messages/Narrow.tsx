import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { journeyNamesQuery, pushesQuery } from "../../api/names";
import { oneOf } from "../../list/view";
import { stateWord } from "../../parts/Chip";
import { Pick } from "../../parts/room/Pick";
import { KNOWN_REASONS, reasonWord } from "../../parts/room/reasons";
import css from "./Messages.module.css";
import { PLATFORMS, STATES, type MessagesView } from "./view";

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
      <Pick
        label={t`State`}
        value={view.state}
        onPick={(picked) => onView({ state: oneOf(picked, STATES) })}
        data={STATES.map((each) => ({ value: each, label: stateWord("send", each) }))}
      />
      <Pick
        label={t`Reason`}
        value={view.reason}
        onPick={(reason) => onView({ reason })}
        data={KNOWN_REASONS.map((each) => ({ value: each, label: reasonWord(each) }))}
      />
      <Pick label={t`Journey`} value={view.journey} onPick={(journey) => onView({ journey })} data={named(journeys)} />
      <Pick label={t`Push`} value={view.push} onPick={(push) => onView({ push })} data={named(pushNames)} />
      <Pick
        label={t`System`}
        width={120}
        value={view.platform}
        onPick={(platform) => onView({ platform })}
        data={PLATFORMS.map((each) => ({ value: each, label: each }))}
      />
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

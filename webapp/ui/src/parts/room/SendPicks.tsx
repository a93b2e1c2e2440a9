import { useLingui } from "@lingui/react/macro";

import { stateWord } from "../Chip";
import { Pick } from "./Pick";
import { KNOWN_REASONS, reasonWord } from "./reasons";

interface StandingProps<State extends string> {
  states: readonly State[];
  state: State | undefined;
  reason: string | undefined;
  onState: (state: string | undefined) => void;
  onReason: (reason: string | undefined) => void;
}

/** Which sends to show: by what became of them, and why. */
export function StandingPicks<State extends string>(props: StandingProps<State>) {
  const { t } = useLingui();
  return (
    <>
      <Pick
        label={t`State`}
        value={props.state}
        onPick={props.onState}
        data={props.states.map((each) => ({ value: each, label: stateWord("send", each) }))}
      />
      <Pick
        label={t`Reason`}
        value={props.reason}
        onPick={props.onReason}
        data={KNOWN_REASONS.map((each) => ({ value: each, label: reasonWord(each) }))}
      />
    </>
  );
}

/* eslint-disable-next-line lingui/no-unlocalized-strings -- products, as the snippet calls them */
const PLATFORMS = ["Android", "ChromeOS", "iOS", "iPadOS", "Linux", "macOS", "Windows"] as const;

interface SystemProps {
  platform: string | undefined;
  onPlatform: (platform: string | undefined) => void;
}

/** And by the system of the device. */
export function SystemPick({ platform, onPlatform }: SystemProps) {
  const { t } = useLingui();
  return (
    <Pick
      label={t`System`}
      width={120}
      value={platform}
      onPick={onPlatform}
      data={PLATFORMS.map((each) => ({ value: each, label: each }))}
    />
  );
}

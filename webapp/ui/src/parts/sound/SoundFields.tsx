import { Switch, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { readPattern, writePattern } from "./pattern";
import css from "./Sound.module.css";

/** How a push makes itself heard, as a push, a category or the workspace says it. */
export interface Sound {
  sound: string | null;
  silent: boolean;
  vibrate: readonly number[];
}

interface Props {
  value: Sound;
  set: (change: Partial<Sound>) => void;
  disabled: boolean;
  fault: (name: keyof Sound) => string | undefined;
}

/** A document's own words on it; an older one may lack them. */
export const soundOf = (document: Partial<Record<keyof Sound, unknown>>): Sound => ({
  sound: typeof document.sound === "string" ? document.sound : null,
  silent: document.silent === true,
  vibrate: Array.isArray(document.vibrate) ? (document.vibrate as number[]) : [],
});

/** Whether it makes no sound at all, else which, and how it vibrates. */
export function SoundFields(props: Props) {
  const { t } = useLingui();
  const { value, set, disabled, fault } = props;
  return (
    <>
      <Switch
        label={t`Silent`}
        description={t`No sound, no vibration.`}
        checked={value.silent}
        disabled={disabled}
        onChange={({ currentTarget }) => set({ silent: currentTarget.checked })}
      />
      <div className={css.pair}>
        <Vibration {...props} />
        <TextInput
          label={t`Sound`}
          description={t`In native apps: the name of a sound that the app has.`}
          maxLength={100}
          dir="ltr"
          value={value.sound ?? ""}
          error={fault("sound")}
          disabled={disabled}
          onChange={({ currentTarget }) => set({ sound: currentTarget.value || null })}
        />
      </div>
    </>
  );
}

function Vibration({ value: { vibrate }, set, disabled, fault }: Props) {
  const { t } = useLingui();
  const kept = writePattern(vibrate);
  const [typed, type] = useState(kept);
  const read = readPattern(typed);
  return (
    <TextInput
      label={t`Vibration`}
      description={t`Milliseconds, then a pause, in turn: 200 100 200.`}
      inputMode="numeric"
      dir="ltr"
      disabled={disabled}
      error={read === null ? t`Up to 32 whole numbers of at most 10,000.` : fault("vibrate")}
      value={read !== null && writePattern(read) !== kept ? kept : typed}
      onChange={({ currentTarget }) => {
        type(currentTarget.value);
        const pattern = readPattern(currentTarget.value);
        if (pattern) set({ vibrate: pattern });
      }}
    />
  );
}

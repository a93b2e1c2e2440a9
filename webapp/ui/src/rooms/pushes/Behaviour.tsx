import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import res from "../../parts/resources/Resources.module.css";
import type { Fields } from "../../parts/resources/fields";
import { readPattern, writePattern } from "./pattern";

/** Whether it stays, sounds and vibrates; which way it is written. */
export function Behaviour({ fields }: { fields: Fields }) {
  const { t } = useLingui();
  const { set, ...sound } = fields.text("sound");
  return (
    <div className={res.fields}>
      <Switch
        {...fields.flag("require_interaction")}
        label={t`Stays until it is clicked or closed`}
        description={t`On desktops; else it goes by itself after some seconds.`}
      />
      <Switch {...fields.flag("silent")} label={t`Silent`} description={t`No sound, no vibration.`} />
      <div className={res.pair}>
        <Vibration fields={fields} />
        <TextInput
          {...sound}
          label={t`Sound`}
          description={t`In native apps: the name of a sound that the app has.`}
          maxLength={100}
          dir="ltr"
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      </div>
      <NativeSelect
        label={t`Direction of the words`}
        {...fields.choice("dir")}
        data={[
          { value: "auto", label: t`As the words are` },
          { value: "ltr", label: t`Left to right` },
          { value: "rtl", label: t`Right to left` },
        ]}
      />
    </div>
  );
}

function Vibration({ fields }: { fields: Fields }) {
  const { t } = useLingui();
  const kept = fields.at("vibrate");
  const [typed, type] = useState(() => writePattern(kept));
  const read = readPattern(typed);
  return (
    <TextInput
      label={t`Vibration`}
      description={t`Milliseconds, then a pause, in turn: 200 100 200.`}
      inputMode="numeric"
      dir="ltr"
      disabled={!fields.may}
      error={read === null ? t`Up to 32 whole numbers of at most 10,000.` : fields.fault("vibrate")}
      value={read !== null && writePattern(read) !== writePattern(kept) ? writePattern(kept) : typed}
      onChange={({ currentTarget }) => {
        type(currentTarget.value);
        const pattern = readPattern(currentTarget.value);
        if (pattern) fields.set("vibrate", pattern);
      }}
    />
  );
}

import { NativeSelect, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import res from "../../parts/resources/Resources.module.css";
import type { Fields } from "../../parts/resources/fields";
import { DocumentSound } from "../../parts/sound/DocumentSound";

/** Whether it stays, sounds and vibrates; which way it is written. */
export function Behaviour({ fields }: { fields: Fields }) {
  const { t } = useLingui();
  return (
    <div className={res.fields}>
      <Switch
        {...fields.flag("require_interaction")}
        label={t`Stays until it is clicked or closed`}
        description={t`On desktops; else it goes by itself after some seconds.`}
      />
      <DocumentSound fields={fields} />
      <p className={res.hint}>
        <Trans>Where nothing is said here of sound and vibration, its category says it, else the workspace.</Trans>
      </p>
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

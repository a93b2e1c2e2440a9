import { Trans, useLingui } from "@lingui/react/macro";

import { SoundFields, soundOf } from "../../parts/sound/SoundFields";
import type { Form } from "./form";
import { Section } from "./Sections";
import css from "./Settings.module.css";

/** K9: what pushes sound like that say nothing of it, nor does their category. */
export function Sounds({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  const sound = soundOf(value.sound ?? {});
  return (
    <Section
      title={t`Sound and vibration`}
      text={<Trans>Of pushes that say nothing of it themselves, and whose category says nothing either.</Trans>}
    >
      <div className={css.form}>
        <SoundFields
          value={sound}
          disabled={false}
          set={(change) => {
            const { vibrate, ...rest } = { ...sound, ...change };
            set({ sound: { ...rest, vibrate: [...vibrate] } });
          }}
          fault={(name) => (name === "sound" ? error("sound") : undefined)}
        />
      </div>
    </Section>
  );
}

import { Switch, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import type { Form } from "./form";
import { NIGHT, quietOf } from "./limits";
import css from "./Settings.module.css";

/** The hours in which nobody is disturbed, in each person's own time zone. */
export function QuietHours({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  const quiet = quietOf(value);
  return (
    <>
      <Switch
        label={t`Quiet hours`}
        description={t`In each person's own time zone. A push waits until they are over, or ends, as it says itself.`}
        checked={quiet !== null}
        onChange={(event) => set({ quiet_hours: event.currentTarget.checked ? NIGHT : null })}
      />
      {quiet && (
        <div className={css.pair}>
          <TextInput
            type="time"
            required
            label={t`From`}
            value={quiet.from}
            error={error("quiet_hours")}
            onChange={(event) => set({ quiet_hours: { ...quiet, from: event.currentTarget.value } })}
          />
          <TextInput
            type="time"
            required
            label={t`Until`}
            value={quiet.to}
            onChange={(event) => set({ quiet_hours: { ...quiet, to: event.currentTarget.value } })}
          />
        </div>
      )}
    </>
  );
}

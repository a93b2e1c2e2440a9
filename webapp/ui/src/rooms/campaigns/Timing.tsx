import { NumberInput, Radio, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { DurationInput } from "../../parts/DurationInput";
import { settingsQuery } from "../../api/settings";
import res from "../../parts/resources/Resources.module.css";
import type { Parts } from "./Form";
import { momentOf, wallOf } from "./wall";

const HOUR = 3_600_000;
const UTC = "UTC";
// eslint-disable-next-line lingui/no-unlocalized-strings -- ISO 8601
const USUAL = "P1D";

/** Now or at a time, how long it is tried, and how fast it goes. */
export function Timing({ fields }: Parts) {
  const { t } = useLingui();
  const perMinute = fields.at("per_minute");
  return (
    <div className={res.fields}>
      <At fields={fields} />
      <div className={res.pair}>
        <DurationInput
          name={t`Run-time`}
          label={t`Run-time`}
          description={t`So long its delivery is attempted; then it is discarded.`}
          error={fields.fault("run_time")}
          disabled={!fields.may}
          least={1}
          value={fields.at("run_time")}
          onChange={(length) => fields.set("run_time", length ?? USUAL)}
        />
        <NumberInput
          label={t`At most per minute`}
          description={t`Empty: as fast as it can.`}
          error={fields.fault("per_minute")}
          disabled={!fields.may}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={typeof perMinute === "number" ? perMinute : ""}
          onChange={(value) => fields.set("per_minute", value === "" ? null : Number(value))}
        />
      </div>
      <p className={res.hint}>
        <Trans>
          A browser on a desktop must be running to receive it; on a phone it need not. What finds none within the
          run-time is not shown.
        </Trans>
      </p>
    </div>
  );
}

function At({ fields }: Pick<Parts, "fields">) {
  const { t } = useLingui();
  const { data } = useQuery(settingsQuery);
  const zone = data?.timezone ?? UTC;
  const at = fields.at("send_at");
  const later = typeof at === "string";
  const choose = (next: string): void => {
    fields.set("send_at", next === "later" ? new Date(Math.ceil(Date.now() / HOUR + 1) * HOUR).toISOString() : null);
    if (next === "now") fields.set("at_local_time", false);
  };
  return (
    <>
      <Radio.Group aria-label={t`When it is sent`} value={later ? "later" : "now"} onChange={choose}>
        <div className={res.fields} style={{ gap: 8 }}>
          <Radio value="now" disabled={!fields.may} label={t`As soon as it is confirmed`} />
          <Radio value="later" disabled={!fields.may} label={t`At a time`} />
        </div>
      </Radio.Group>
      {later && (
        <>
          <TextInput
            type="datetime-local"
            label={t`Time`}
            description={t`By the workspace's clock: ${zone}`}
            error={fields.fault("send_at")}
            disabled={!fields.may}
            value={wallOf(at, zone)}
            onChange={({ currentTarget }) => {
              const moment = momentOf(currentTarget.value, zone);
              if (moment !== null) fields.set("send_at", moment);
            }}
          />
          <Switch
            {...fields.flag("at_local_time")}
            label={t`At this time of each person's own clock`}
            description={t`Whose zone is not known gets it by the workspace's.`}
          />
        </>
      )}
    </>
  );
}

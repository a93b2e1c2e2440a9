import { NativeSelect, Radio, Switch, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { DurationInput } from "../../parts/DurationInput";
import { settingsQuery } from "../../api/settings";
import { categories } from "../../parts/resources/queries";
import res from "../../parts/resources/Resources.module.css";
import { TemplateField } from "../../parts/resources/TemplateField";
import type { Fields } from "../../parts/resources/fields";

interface Props {
  fields: Fields;
  known: readonly string[];
}

/** When it goes out, for how long it is worth it, and who may have refused it. */
export function Delivery({ fields, known }: Props) {
  const { t } = useLingui();
  return (
    <div className={res.fields}>
      <div className={res.pair}>
        <DurationInput
          name={t`Worth sending for`}
          label={t`Worth sending for`}
          description={t`Then it is dropped.`}
          least={1}
          value={fields.at("run_time")}
          disabled={!fields.may}
          error={fields.fault("run_time")}
          onChange={(value) => fields.set("run_time", value)}
        />
        <NativeSelect
          {...fields.choice("urgency")}
          label={t`Urgency`}
          description={t`What a phone on low battery waits with.`}
          data={[
            { value: "very-low", label: t`Very low` },
            { value: "low", label: t`Low` },
            { value: "normal", label: t`Normal` },
            { value: "high", label: t`High` },
          ]}
        />
      </div>
      <Choices fields={fields} />
      <Switch
        {...fields.flag("transactional")}
        label={t`Transactional`}
        description={t`It answers what the person did: caps, quiet hours and timetables do not hold it back, mutes do.`}
      />
      <Switch {...fields.flag("inbox")} label={t`Also in the bell of the site`} />
      <NativeSelect
        {...fields.choice("outside_hours")}
        label={t`In quiet hours`}
        data={[
          { value: "hold", label: t`It waits until they are over` },
          { value: "drop", label: t`It is not sent` },
        ]}
      />
      <Radio.Group
        value={fields.choice("mode").value}
        onChange={(mode) => fields.set("mode", mode)}
        label={t`If the push service gives no clear answer`}
      >
        <div className={res.fields} style={{ marginTop: 8, gap: 8 }}>
          <Radio value="collapse" disabled={!fields.may} label={t`Send it again; the browser shows it once`} />
          <Radio value="never_twice" disabled={!fields.may} label={t`Rather not at all than twice`} />
        </div>
      </Radio.Group>
      <Source fields={fields} known={known} />
    </div>
  );
}

/** What people may turn off: a category, a kind of event. */
function Choices({ fields }: { fields: Fields }) {
  const { t } = useLingui();
  const { data = [] } = useQuery(categories.listQuery);
  const { data: settings } = useQuery(settingsQuery);
  const kinds = Object.entries(settings?.event_types ?? {});
  const { set: setCategory, ...category } = fields.text("category");
  const { set: setKind, value: kind, ...event } = fields.text("event_type");
  return (
    <div className={res.pair}>
      <NativeSelect
        {...category}
        label={t`Category`}
        description={t`Who said no to it is not sent this.`}
        onChange={({ currentTarget }) => setCategory(currentTarget.value)}
        data={[{ value: "", label: t`None` }, ...data.map(({ key, name }) => ({ value: key, label: name }))]}
      />
      <TextInput
        {...event}
        value={kind}
        label={t`Event type`}
        description={t`The kind of message, as people turn it off: mention.`}
        list="event-types"
        maxLength={64}
        dir="ltr"
        onChange={({ currentTarget }) => setKind(currentTarget.value)}
      />
      <datalist id="event-types">
        {kinds.map(([key, { name }]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </datalist>
    </div>
  );
}

/** Whom it is from, as people mute it. */
function Source({ fields, known }: Props) {
  const { t } = useLingui();
  const { set, ...source } = fields.text("source");
  const { set: setName, ...name } = fields.text("source_name");
  return (
    <div className={res.pair}>
      <TemplateField
        {...source}
        set={(value) => set(value)}
        fields={known}
        longest={1000}
        label={t`Source`}
        description={t`Whom it is from, as people mute it.`}
        dir="ltr"
      />
      <TemplateField
        {...name}
        set={(value) => setName(value)}
        fields={known}
        longest={1000}
        label={t`The source's name`}
        description={t`As people read it there.`}
      />
    </div>
  );
}

import { Autocomplete, NumberInput, Switch, TagsInput, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Form } from "./form";
import { Hours } from "./Hours";
import { readDays } from "./limits";
import { QuietHours } from "./QuietHours";
import { Section } from "./Sections";
import css from "./Settings.module.css";
import { SettingsForm } from "./SettingsForm";
import { Sounds } from "./Sounds";

/** When, how often, and in which words pushes go out. */
export function Sending() {
  return (
    <SettingsForm at="/settings/sending">
      {(form) => (
        <>
          <Language form={form} />
          <Limits form={form} />
          <Hours form={form} />
          <Staff form={form} />
          <Sounds form={form} />
          <Words form={form} />
        </>
      )}
    </SettingsForm>
  );
}

const ZONES = Intl.supportedValuesOf("timeZone");

function Language({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  return (
    <Section
      title={t`Time and language`}
      text={<Trans>For people whose own time zone or language is not known.</Trans>}
    >
      <div className={css.form}>
        <Autocomplete
          dir="ltr"
          label={t`Time zone`}
          data={ZONES}
          limit={40}
          value={value.timezone ?? ""}
          error={error("timezone")}
          onChange={(timezone) => set({ timezone })}
        />
        <TextInput
          dir="ltr"
          label={t`Language`}
          description={t`A tag such as en or de-AT. Pushes and popups are written in it first.`}
          value={value.default_language ?? ""}
          error={error("default_language")}
          onChange={(event) => set({ default_language: event.currentTarget.value })}
        />
      </div>
    </Section>
  );
}

/** An empty field is no limit. */
const limit = (value: string | number): number | null => (typeof value === "number" ? value : null);

function Limits({ form }: { form: Form }) {
  const { t } = useLingui();
  const { value, set, error } = form;
  const cap = value.frequency_cap ?? {};
  const field = { min: 0, max: 1000, allowDecimal: false, placeholder: t`no limit` };
  return (
    <Section
      title={t`Limits`}
      text={<Trans>They hold for every push that is not marked as transactional.</Trans>}
    >
      <div className={css.form}>
        <NumberInput
          {...field}
          label={t`Pushes per person and day`}
          description={t`Beyond that a push is not sent, and its message says so.`}
          value={cap.per_day ?? ""}
          error={error("frequency_cap")}
          onChange={(most) => set({ frequency_cap: { ...cap, per_day: limit(most) } })}
        />
        <NumberInput
          {...field}
          label={t`Pushes per person in five minutes`}
          value={cap.per_5_minutes ?? ""}
          onChange={(most) => set({ frequency_cap: { ...cap, per_5_minutes: limit(most) } })}
        />
        <QuietHours form={form} />
        <TagsInput
          label={t`Days until a popup may ask again`}
          description={t`After the first “later”, the second, and so on; the last holds for all further ones.`}
          value={(value.popup_back_off_days ?? []).map(String)}
          error={error("popup_back_off_days")}
          allowDuplicates
          acceptValueOnBlur
          onChange={(days) => set({ popup_back_off_days: readDays(days) })}
        />
      </div>
    </Section>
  );
}

/** C3. */
function Staff({ form: { value, set } }: { form: Form }) {
  const { t } = useLingui();
  return (
    <Section
      title={t`Members of your team`}
      text={<Trans>Those who have a user ID, and have turned pushes on in a browser as that user.</Trans>}
    >
      <Switch
        label={t`They get every campaign`}
        description={t`Whatever group it goes to, each one copy; never pushes of journeys or transactional ones.`}
        checked={value.managers_receive_all ?? true}
        onChange={(event) => set({ managers_receive_all: event.currentTarget.checked })}
      />
    </Section>
  );
}

function Words({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  return (
    <Section title={t`Words and contact`} text={<Trans>For what a browser or a push service needs from you.</Trans>}>
      <div className={css.form}>
        <TextInput
          label={t`When a push cannot be read`}
          description={t`Browsers must show something for each push.`}
          maxLength={200}
          value={value.fallback_message ?? ""}
          error={error("fallback_message")}
          onChange={(event) => set({ fallback_message: event.currentTarget.value })}
        />
        <TextInput
          dir="ltr"
          label={t`Contact for push services`}
          description={t`Where Apple, Google or Mozilla reach you: mailto: or https:`}
          value={value.contact ?? ""}
          error={error("contact")}
          onChange={(event) => set({ contact: event.currentTarget.value })}
        />
      </div>
    </Section>
  );
}

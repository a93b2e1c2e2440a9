import { ColorInput, Switch, TagsInput, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Form } from "./form";
import { PushSwitch } from "./PushSwitch";
import { Section } from "./Sections";
import css from "./Settings.module.css";
import { SettingsForm } from "./SettingsForm";

// eslint-disable-next-line lingui/no-unlocalized-strings -- an address
const ICON = "https://shop.example/icon.png";

/** What the workspace is called and looks like, where it is at home, and whether it sends at all. */
export function Workspace() {
  return (
    <SettingsForm at="/settings/workspace" below={(form) => <PushSwitch form={form} />}>
      {(form) => (
        <>
          <Look form={form} />
          <Home form={form} />
        </>
      )}
    </SettingsForm>
  );
}

/** P5, C20. */
function Look({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  return (
    <Section
      title={t`Name and look`}
      text={<Trans>Popups, the bell and every notification show these. Waymark's own name appears nowhere.</Trans>}
    >
      <div className={css.form}>
        <TextInput
          label={t`Name`}
          required
          maxLength={200}
          value={value.name ?? ""}
          error={error("name")}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          dir="ltr"
          label={t`Icon`}
          description={t`The address of a square picture, 192 pixels or more. Without one a bell is shown.`}
          placeholder={ICON}
          value={value.icon ?? ""}
          error={error("icon")}
          rightSection={value.icon ? <img className={css.icon} src={value.icon} alt="" /> : undefined}
          onChange={(event) => set({ icon: event.currentTarget.value || null })}
        />
        <ColorInput
          label={t`Colour`}
          description={t`Of the buttons in popups and in the bell.`}
          format="hex"
          withEyeDropper={false}
          value={value.color ?? ""}
          error={error("color")}
          onChange={(color) => set({ color })}
        />
      </div>
    </Section>
  );
}

function Home({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  return (
    <Section
      id="sites"
      title={t`Your sites`}
      text={<Trans>Where events may come from, and where pushes may lead.</Trans>}
    >
      <div className={css.form}>
        <TagsInput
          dir="ltr"
          label={t`Sites that may send events`}
          description={t`Origins such as https://shop.example; a star stands for every site.`}
          value={value.allowed_origins ?? []}
          error={error("allowed_origins")}
          acceptValueOnBlur
          onChange={(list) => set({ allowed_origins: list })}
        />
        <TagsInput
          dir="ltr"
          label={t`Domains that pushes may lead to`}
          description={t`Such as shop.example; links to anywhere else are refused.`}
          value={value.domains ?? []}
          error={error("domains")}
          acceptValueOnBlur
          onChange={(domains) => set({ domains })}
        />
        <Switch
          label={t`Users must be proved`}
          description={
            value.identity_verification
              ? t`Who says to be a user of yours shows a token that your server has signed.`
              : t`Off: anybody can claim to be any of your users, and get that user's pushes.`
          }
          checked={value.identity_verification ?? true}
          onChange={(event) => set({ identity_verification: event.currentTarget.checked })}
        />
      </div>
    </Section>
  );
}

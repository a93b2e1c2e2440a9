import { NativeSelect, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { i18n } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { textAt } from "../../parts/resources/document";
import { fieldsOf, type Fields } from "../../parts/resources/fields";
import { Languages } from "../../parts/resources/Languages";
import { Picture } from "../../parts/resources/Picture";
import res from "../../parts/resources/Resources.module.css";
import type { Editing } from "../../parts/resources/useEditing";
import { Uses } from "../../parts/resources/Uses";
import { Choices } from "./Choices";
import { KINDS } from "./kinds";
import { popups, type PopupDocument } from "./queries";
import type { Previewing } from "./usePreview";
import { TEMPLATES } from "./view";

interface Props {
  editing: Editing<PopupDocument>;
  preview: Previewing;
  lang: string | undefined;
  onLang: (lang: string | undefined) => void;
  may: boolean;
}

const TRANSLATED = ["title", "text", "subscribe_label", "later_label"];

/** What a popup is, says and asks. */
export function Form({ editing, preview, lang = "", onLang, may }: Props) {
  const { draft, set } = editing;
  const fields = fieldsOf(editing, preview.faults, may);
  const kind = KINDS[draft.template];
  return (
    <div className={res.form}>
      <Section title={<Trans>Kind</Trans>}>
        <Kind fields={fields} placed={kind.placed} name={draft.key} />
      </Section>
      <Section title={<Trans>Words</Trans>}>
        <Languages
          document={draft}
          own={preview.own}
          fields={TRANSLATED}
          open={lang}
          onOpen={(open) => onLang(open || undefined)}
          may={may}
          set={set}
        >
          <Words fields={fields} draft={draft} language={lang} />
        </Languages>
      </Section>
      {kind.choices && (
        <Section title={<Trans>Categories to choose from</Trans>}>
          <Choices fields={fields} keys={draft.categories ?? []} />
        </Section>
      )}
      <Section title={<Trans>Where it is used</Trans>}>
        <Uses of={popups} name={draft.key} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className={res.section}>
      <h2 className={res.title}>{title}</h2>
      {children}
    </section>
  );
}

/** Which of the snippet's templates, and where it stands. */
function Kind({ fields, placed, name }: { fields: Fields; placed: boolean; name: string }) {
  const { t } = useLingui();
  return (
    <div className={res.fields}>
      <Radio.Group
        aria-label={t`Kind`}
        value={fields.choice("template").value}
        onChange={(picked) => fields.set("template", picked)}
      >
        <Stack gap={12}>
          {TEMPLATES.map((each) => (
            <Radio
              key={each}
              value={each}
              disabled={!fields.may}
              label={i18n._(KINDS[each].word)}
              description={i18n._(KINDS[each].about)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {placed && (
        <NativeSelect
          {...fields.choice("position")}
          label={t`Where it stands`}
          data={[
            { value: "top", label: t`Comes in from the top` },
            { value: "bottom", label: t`Comes in from the bottom` },
            { value: "corner", label: t`In the corner` },
          ]}
        />
      )}
      <p className={res.hint}>
        <Trans>
          Journeys name it by its key: <code dir="ltr">{name}</code>
        </Trans>
      </p>
    </div>
  );
}

/** Its texts in one language; what stands nowhere is said as in the popup's own. */
function Words({ fields, draft, language }: { fields: Fields; draft: PopupDocument; language: string }) {
  const { t } = useLingui();
  const path = (name: string): string => (language ? ["languages", language, name].join("/") : name);
  const text = (name: string) => ({
    value: fields.text(path(name)).value,
    error: fields.fault(path(name)),
    disabled: !fields.may,
    dir: "auto",
    placeholder: language ? textAt(draft, name) : "",
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      fields.set(path(name), currentTarget.value || (language ? undefined : "")),
  });
  return (
    <div className={res.fields}>
      <TextInput {...text("title")} label={t`Title`} maxLength={200} />
      <Textarea {...text("text")} label={t`Text`} maxLength={1000} autosize minRows={2} />
      <div className={res.pair}>
        <TextInput {...text("subscribe_label")} label={t`Button: yes`} maxLength={60} />
        <TextInput {...text("later_label")} label={t`Button: later`} maxLength={60} />
      </div>
      <Picture
        {...fields.text(path("image"))}
        {...(language && { otherwise: textAt(draft, "image") })}
        set={(value) => fields.set(path("image"), value ?? (language ? undefined : null))}
        label={t`Image`}
        description={t`Square. Else the workspace's icon stands there.`}
      />
    </div>
  );
}

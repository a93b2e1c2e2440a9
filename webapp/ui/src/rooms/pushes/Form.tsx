import { TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { Languages } from "../../parts/resources/Languages";
import res from "../../parts/resources/Resources.module.css";
import { Uses } from "../../parts/resources/Uses";
import type { Editing } from "../../parts/resources/useEditing";
import { Behaviour } from "./Behaviour";
import { Buttons } from "./Buttons";
import { Delivery } from "./Delivery";
import { fieldsOf, type Fields } from "../../parts/resources/fields";
import { pushes, type PushDocument } from "./queries";
import { Pictures } from "./Pictures";
import type { Previewing } from "./usePreview";
import type { EditorView } from "./view";
import { Words } from "./Words";

interface Props {
  editing: Editing<PushDocument>;
  preview: Previewing;
  view: EditorView;
  onView: (change: { lang?: string | undefined }) => void;
  may: boolean;
}

const TRANSLATED = ["title", "message"];

/** All that a push says and does, part by part. */
export function Form({ editing, preview, view, onView, may }: Props) {
  const { t } = useLingui();
  const { draft, set } = editing;
  const fields = fieldsOf(editing, preview.faults, may);
  return (
    <div className={res.form}>
      <section className={res.section}>
        <TextInput
          {...fields.plain("name")}
          label={t`Name`}
          description={t`For your team; nobody else sees it.`}
          maxLength={200}
          rightSectionWidth={160}
          rightSection={<Key name={draft.key} />}
        />
      </section>
      <section className={res.section}>
        <Heading>
          <Trans>Words</Trans>
        </Heading>
        <Languages
          document={draft}
          own={preview.own}
          fields={TRANSLATED}
          open={view.lang ?? ""}
          onOpen={(lang) => onView({ lang: lang || undefined })}
          may={may}
          set={set}
        >
          <Words fields={fields} language={view.lang ?? ""} draft={draft} known={preview.fields} />
        </Languages>
      </section>
      <Rest fields={fields} draft={draft} known={preview.fields} language={view.lang ?? ""} />
      <section className={res.section}>
        <Heading>
          <Trans>Where it is used</Trans>
        </Heading>
        <Uses of={pushes} name={draft.key} />
      </section>
    </div>
  );
}

/** What is the same in every language. */
function Rest(props: { fields: Fields; draft: PushDocument; known: readonly string[]; language: string }) {
  return (
    <>
      <section className={res.section}>
        <Heading>
          <Trans>Pictures</Trans>
        </Heading>
        <Pictures {...props} />
      </section>
      <section className={res.section}>
        <Heading>
          <Trans>Buttons</Trans>
        </Heading>
        <Buttons {...props} />
      </section>
      <section className={res.section}>
        <Heading>
          <Trans>How it behaves</Trans>
        </Heading>
        <Behaviour {...props} />
      </section>
      <section className={res.section}>
        <Heading>
          <Trans>Delivery</Trans>
        </Heading>
        <Delivery {...props} />
      </section>
    </>
  );
}

function Heading({ children }: { children: React.ReactNode }) {
  return <h2 className={res.title}>{children}</h2>;
}

function Key({ name }: { name: string }) {
  const { t } = useLingui();
  return (
    <span className={res.key} title={t`Its key: how journeys and the API name it`}>
      <bdi dir="ltr">{name}</bdi>
    </span>
  );
}

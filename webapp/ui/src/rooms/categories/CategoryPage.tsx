import { Button, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";

import { settingsQuery } from "../../api/settings";
import { useView } from "../../list/view";
import { Page } from "../../parts/Page";
import { Outrun, Save } from "../../parts/resources/Bar";
import { textAt } from "../../parts/resources/document";
import { fieldsOf, type Fields } from "../../parts/resources/fields";
import { Languages } from "../../parts/resources/Languages";
import { categories, type Category, type CategoryDocument } from "../../parts/resources/queries";
import { remove } from "../../parts/resources/remove";
import res from "../../parts/resources/Resources.module.css";
import { useEditing } from "../../parts/resources/useEditing";
import { Uses } from "../../parts/resources/Uses";
import { DocumentSound } from "../../parts/sound/DocumentSound";
import { useMay } from "../../session/session";
import type { EditorView } from "./view";

const route = getRouteApi("/frame/categories/$key");
const TRANSLATED = ["name"];
const NONE = {};

/** A category by its key. */
export function CategoryPage() {
  const { key } = route.useParams();
  const { data } = useSuspenseQuery(categories.query(key));
  return <Editor key={key} category={data} />;
}

function Editor({ category }: { category: Category }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const may = useMay("edit");
  const editing = useEditing<Category, CategoryDocument>(category, categories);
  const away = async (): Promise<void> => {
    if (await remove(categories as never, category, category.name)) await navigate({ to: "/categories" });
  };
  return (
    <Page
      title={editing.draft.name || category.name}
      back={{ to: "/categories", label: t`Categories` }}
      acts={
        may && (
          <>
            <Save editing={editing as never} />
            <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void away()}>
              <Trans>Delete…</Trans>
            </Button>
          </>
        )
      }
    >
      <Outrun editing={editing} />
      <Form editing={editing} fields={fieldsOf(editing, NONE, may)} />
    </Page>
  );
}

type Editing = ReturnType<typeof useEditing<Category, CategoryDocument>>;

function Form({ editing: { draft, set }, fields }: { editing: Editing; fields: Fields }) {
  const { t } = useLingui();
  const [{ lang = "" }, change] = useView<EditorView>();
  const { data: settings } = useQuery(settingsQuery);
  const { key } = draft;
  return (
    <div className={res.form}>
      <section className={res.section}>
        <Languages
          document={draft}
          own={settings?.default_language ?? "en"}
          fields={TRANSLATED}
          open={lang}
          onOpen={(open) => change({ lang: open || undefined })}
          may={fields.may}
          set={set}
        >
          <Name fields={fields} draft={draft} language={lang} />
        </Languages>
      </section>
      <section className={res.section}>
        <div className={res.fields}>
          <Switch
            {...fields.flag("default")}
            label={t`On for whoever made no choice`}
            description={t`Off: it is only sent to people who said yes to it.`}
          />
          <p className={res.hint}>
            <Trans>
              Pushes, popups and rules name it by its key: <code dir="ltr">{key}</code>
            </Trans>
          </p>
        </div>
      </section>
      <section className={res.section}>
        <h2 className={res.title}>
          <Trans>Sound and vibration</Trans>
        </h2>
        <div className={res.fields}>
          <DocumentSound fields={fields} />
          <p className={res.hint}>
            <Trans>Of its pushes that say nothing of it themselves.</Trans>
          </p>
        </div>
      </section>
      <section className={res.section}>
        <h2 className={res.title}>
          <Trans>Where it is used</Trans>
        </h2>
        <Uses of={categories} name={key} />
      </section>
    </div>
  );
}

function Name({ fields, draft, language }: { fields: Fields; draft: CategoryDocument; language: string }) {
  const { t } = useLingui();
  const path = language ? ["languages", language, "name"].join("/") : "name";
  return (
    <TextInput
      label={t`Name`}
      description={t`As people read it where they choose.`}
      maxLength={100}
      dir="auto"
      placeholder={language ? textAt(draft, "name") : ""}
      value={fields.text(path).value}
      error={fields.fault(path)}
      disabled={!fields.may}
      onChange={({ currentTarget }) => fields.set(path, currentTarget.value || (language ? undefined : ""))}
    />
  );
}

import { NativeSelect, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Fields } from "../../parts/resources/fields";
import { categories } from "../../parts/resources/queries";
import res from "../../parts/resources/Resources.module.css";
import { TemplateField } from "../../parts/resources/TemplateField";
import { Words } from "../pushes/Words";
import { Audience } from "./Audience";
import { pushOf, type Draft } from "./kept";
import { Timing } from "./Timing";

export interface Parts {
  fields: Fields;
  draft: Draft;
  /** What can stand in a text. */
  known: readonly string[];
}

/** All that a campaign says, to whom, and when; read only where the fields may not be changed. */
export function Form(parts: Parts) {
  const { fields, draft, known } = parts;
  return (
    <div className={res.form}>
      <Section title={<Trans>Words</Trans>}>
        <Words fields={fields} language="" draft={pushOf(draft)} known={known} />
      </Section>
      <Section title={<Trans>Who gets it</Trans>}>
        <Audience {...parts} />
      </Section>
      <Section title={<Trans>When</Trans>}>
        <Timing {...parts} />
      </Section>
      <Section title={<Trans>More</Trans>}>
        <More {...parts} />
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

/** Its picture, and what of people's own rules it falls under. */
function More({ fields, known }: Parts) {
  const { t } = useLingui();
  const { data = [] } = useQuery(categories.listQuery);
  const { set, ...category } = fields.text("category");
  const { set: setImage, ...image } = fields.text("image");
  return (
    <div className={res.fields}>
      <TemplateField {...image} set={setImage} fields={known} label={t`Image`} longest={2048} dir="ltr" />
      <NativeSelect
        {...category}
        label={t`Category`}
        description={t`Who said no to it is not sent this.`}
        onChange={({ currentTarget }) => set(currentTarget.value)}
        data={[{ value: "", label: t`None` }, ...data.map(({ key, name }) => ({ value: key, label: name }))]}
      />
      <NativeSelect
        {...fields.choice("outside_hours")}
        label={t`In quiet hours`}
        data={[
          { value: "hold", label: t`It waits until they are over` },
          { value: "drop", label: t`It is not sent` },
        ]}
      />
      <Switch {...fields.flag("inbox")} label={t`Also in the bell of the site`} />
    </div>
  );
}

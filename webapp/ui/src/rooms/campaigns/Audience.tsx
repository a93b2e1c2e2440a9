import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { referencesQuery } from "../../parts/references";
import res from "../../parts/resources/Resources.module.css";
import type { Parts } from "./Form";

type Kind = "everybody" | "segment" | "group";

/** Everybody who can be reached, a segment or a group; those of one language; on which devices. */
export function Audience({ fields }: Parts) {
  const { t } = useLingui();
  const { set: setLanguage, ...language } = fields.text("language");
  return (
    <div className={res.fields}>
      <Whom fields={fields} />
      <div className={res.pair}>
        <TextInput
          {...language}
          label={t`Language of the text`}
          description={t`A tag such as de or pt-BR.`}
          maxLength={20}
          dir="ltr"
          onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
        />
        <NativeSelect
          {...fields.choice("target")}
          label={t`Devices`}
          description={t`Where a person has several, each of them.`}
          data={[
            { value: "all", label: t`All` },
            { value: "web", label: t`Browsers` },
            { value: "native", label: t`Apps` },
          ]}
        />
      </div>
      <Switch
        {...fields.flag("only_language")}
        error={fields.fault("only_language")}
        label={t`Only to people who read that language`}
      />
    </div>
  );
}

function Whom({ fields }: Pick<Parts, "fields">) {
  const { t } = useLingui();
  const { data = [] } = useQuery(referencesQuery("segment"));
  const segment = fields.at("segment");
  const group = fields.at("group");
  const kind: Kind = segment !== null ? "segment" : group !== null ? "group" : "everybody";
  const choose = (next: Kind): void => {
    fields.set("segment", next === "segment" ? (data[0]?.value ?? "") : null);
    fields.set("group", next === "group" ? "" : null);
  };
  return (
    <div className={res.pair}>
      <NativeSelect
        label={t`For`}
        disabled={!fields.may}
        value={kind}
        onChange={({ currentTarget }) => choose(currentTarget.value as Kind)}
        data={[
          { value: "everybody", label: t`Everybody who can be reached` },
          { value: "segment", label: t`A segment` },
          { value: "group", label: t`A group` },
        ]}
      />
      {kind === "segment" && (
        <NativeSelect
          label={t`Segment`}
          disabled={!fields.may}
          error={fields.fault("segment")}
          value={String(segment)}
          onChange={({ currentTarget }) => fields.set("segment", currentTarget.value)}
          data={data.map(({ value, label }) => ({ value, label }))}
        />
      )}
      {kind === "group" && (
        <TextInput
          label={t`Group ID`}
          disabled={!fields.may}
          error={fields.fault("group")}
          maxLength={200}
          dir="ltr"
          value={String(group)}
          onChange={({ currentTarget }) => fields.set("group", currentTarget.value)}
        />
      )}
    </div>
  );
}

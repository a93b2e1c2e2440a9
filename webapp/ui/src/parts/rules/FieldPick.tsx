import { Select } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Offering } from "../Offering";
import { referencesQuery } from "../references";
import { useNames } from "../seen";
import { fieldOf, type RuleField } from "./description";
import { useSetting } from "./setting";

interface Props {
  name: string;
  disabled: boolean;
  pick: (name: string) => void;
  rename: (field: RuleField, rest: string) => void;
}

/** What a comparison is about: a field, and of an open one its name. */
export function FieldPick({ name, disabled, pick, rename }: Props) {
  const { t } = useLingui();
  const { words } = useSetting();
  const found = fieldOf(name, words);
  const known = words.fields.map((each) => ({ value: each.name, label: each.label }));
  const data = found ? known : [...known, { value: name, label: name }];
  return (
    <>
      <Select
        aria-label={t`What it is about`}
        disabled={disabled}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t`Nothing of this name`}
        data={data}
        value={found?.field.name ?? name}
        onChange={(picked) => {
          if (picked !== null && picked !== found?.field.name) pick(picked);
        }}
      />
      {found?.field.open === true && (
        <Rest field={found.field} rest={found.rest} disabled={disabled} rename={rename} />
      )}
    </>
  );
}

interface RestProps extends Pick<Props, "disabled" | "rename"> {
  field: RuleField;
  rest: string;
}

function Rest({ field, rest, disabled, rename }: RestProps) {
  const { t } = useLingui();
  const { data = [] } = useQuery({ ...referencesQuery(field.to ?? ""), enabled: field.to !== null });
  const seen = useNames(field.name.slice(0, -1));
  const { label } = field;
  const name = t`Name of “${label}”`;
  if (data.length === 0) {
    return (
      <Offering
        aria-label={name}
        placeholder={t`Its name`}
        disabled={disabled}
        offers={seen}
        value={rest}
        maxLength={400}
        onChange={(typed) => rename(field, typed)}
      />
    );
  }
  const known = rest === "" || data.some((each) => each.value === rest);
  return (
    <Select
      aria-label={name}
      placeholder={t`Which one`}
      disabled={disabled}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t`Nothing of this name`}
      data={known ? data : [...data, { value: rest, label: rest }]}
      value={rest || null}
      onChange={(picked) => rename(field, picked ?? rest)}
    />
  );
}

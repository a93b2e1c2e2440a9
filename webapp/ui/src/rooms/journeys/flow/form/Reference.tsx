import { Select } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { referencesQuery } from "../../../../parts/references";
import { asText, common, type ControlProps } from "./given";

export function Reference(props: ControlProps) {
  const { t } = useLingui();
  const { field, value, set } = props;
  const { data = [] } = useQuery(referencesQuery(field.to ?? ""));
  const now = asText(value);
  const known = data.some((each) => each.value === now) || now === "" ? data : [...data, { value: now, label: now }];
  return (
    <Select
      {...common(props)}
      data={known}
      value={now || null}
      searchable
      nothingFoundMessage={t`Nothing of this name`}
      onChange={(picked) => set(picked ?? undefined)}
    />
  );
}

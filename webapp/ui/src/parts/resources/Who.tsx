import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUser } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { personQuery, somePeopleQuery } from "./queries";

interface Props {
  /** What a person is picked for, where it is not to look at something. */
  label?: string;
  person: string | undefined;
  onPick: (person: string | undefined) => void;
}

const PAUSE = 250;

/** For whom it is shown: a real person by her user id, or nobody in particular. */
export function Who({ label, person, onPick }: Props) {
  const { t } = useLingui();
  const [typed, type] = useState("");
  const [words] = useDebouncedValue(typed.trim(), PAUSE);
  const { data = [] } = useQuery(somePeopleQuery(words));
  const { data: picked } = useQuery(personQuery(person ?? ""));
  const listed = data.some(({ id }) => id === person) || !picked ? data : [picked, ...data];
  return (
    <Select
      {...(label === undefined ? { "aria-label": t`Preview as` } : { label })}
      placeholder={label === undefined ? t`Preview as a person…` : t`User ID`}
      leftSection={<IconUser size={16} aria-hidden />}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t`Nobody in particular` }}
      nothingFoundMessage={t`Nobody has this user ID`}
      value={person ?? null}
      onChange={(id) => onPick(id ?? undefined)}
      onSearchChange={type}
      data={listed.map(({ id, user_id: userId }) => ({ value: id, label: userId ?? id }))}
    />
  );
}

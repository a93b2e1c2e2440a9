import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

interface Props {
  value: string | undefined;
  onPerson: (person: string | undefined) => void;
}

/** A user id, asked for when it is whole: on Enter, or when one goes on. */
export function PersonField({ value, onPerson }: Props) {
  const { t } = useLingui();
  const done = (text: string): void => {
    if (text.trim() !== (value ?? "")) onPerson(text.trim() || undefined);
  };
  return (
    <TextInput
      key={value ?? ""}
      w={152}
      aria-label={t`User ID`}
      placeholder={t`User ID`}
      defaultValue={value ?? ""}
      onBlur={(event) => done(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") done(event.currentTarget.value);
      }}
    />
  );
}

import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

/** The second step of whoever has a second factor. */
export function CodeField({ code, onCode }: { code: string; onCode: (code: string) => void }) {
  const { t } = useLingui();
  return (
    <TextInput
      label={t`Code`}
      description={t`From your authenticator, or one of your recovery codes.`}
      autoComplete="one-time-code"
      required
      maxLength={64}
      // eslint-disable-next-line jsx-a11y-x/no-autofocus -- the step before put the keyboard here
      autoFocus
      value={code}
      onChange={(event) => onCode(event.currentTarget.value)}
    />
  );
}

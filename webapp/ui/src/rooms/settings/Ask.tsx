import { Button, Group, PasswordInput, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState, type ReactNode, type SubmitEvent } from "react";

import { explain, type Told } from "../../parts/problems";
import { Wrong } from "../../session/Wrong";

interface Props {
  kind: "password" | "code";
  /** The verb on the button. */
  act: string;
  take: (text: string) => Promise<void>;
  children?: ReactNode;
}

/** Asks for the password, or for a code of the authenticator; a refusal is told above the button. */
export function Ask({ kind, act, take, children }: Props) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await take(text);
    } catch (error) {
      setWrong(explain(error));
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void send();
  };
  const field = {
    required: true,
    "data-autofocus": true,
    mb: 16,
    value: text,
    onChange: (event: { currentTarget: HTMLInputElement }) => setText(event.currentTarget.value),
  };
  return (
    <form onSubmit={submit}>
      {children}
      {kind === "password" ? (
        <PasswordInput
          {...field}
          label={t`Your password`}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
        />
      ) : (
        <TextInput {...field} label={t`Code`} autoComplete="one-time-code" inputMode="numeric" maxLength={64} />
      )}
      <Wrong told={wrong} />
      <Group justify="flex-end" mt={24}>
        <Button type="submit" loading={busy}>
          {act}
        </Button>
      </Group>
    </form>
  );
}

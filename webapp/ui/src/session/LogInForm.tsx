import { Button, PasswordInput, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { CodeField } from "./CodeField";
import { BEGIN, refused } from "./entering";
import css from "./Gate.module.css";
import { logIn, type Session } from "./session";
import { Wrong } from "./Wrong";

interface Props {
  onEnter: (session: Session) => void;
  /** Who was here before, where the session has ended. */
  email?: string;
}

/** E-mail and password, then the code where the account has one. */
export function LogInForm({ onEnter, email: before = "" }: Props) {
  const { t } = useLingui();
  const [entering, setEntering] = useState(BEGIN);
  const [email, setEmail] = useState(before);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const { step, wrong } = entering;
  const enter = async (): Promise<void> => {
    setBusy(true);
    try {
      onEnter(await logIn({ email, password, code: step === "code" ? code.trim() : null }));
    } catch (error) {
      setEntering(refused(step, error));
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void enter();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      {step === "password" ? (
        <>
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="username"
            required
            data-autofocus={before === "" || undefined}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t`Password`}
            autoComplete="current-password"
            required
            data-autofocus={before !== "" || undefined}
            visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </>
      ) : (
        <CodeField code={code} onCode={setCode} />
      )}
      <Wrong told={wrong} />
      <Button type="submit" fullWidth loading={busy}>
        {step === "password" ? <Trans>Log in</Trans> : <Trans>Confirm</Trans>}
      </Button>
      {step === "code" && (
        <Button variant="subtle" color="gray" onClick={() => setEntering(BEGIN)}>
          <Trans>Back</Trans>
        </Button>
      )}
    </form>
  );
}

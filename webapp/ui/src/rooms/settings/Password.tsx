import { Button, PasswordInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { Problem } from "../../api/problem";
import { explain, type Told } from "../../parts/problems";
import { tellDone } from "../../parts/Failure";
import { LEAST, WEAK } from "../../session/password";
import { Wrong } from "../../session/Wrong";
import { changePassword } from "./queries";
import { Section } from "./Sections";
import css from "./Settings.module.css";

const refusal = (error: unknown): Told =>
  error instanceof Problem && error.status === 422 ? WEAK : explain(error);

/** Another password: the other sessions end. */
export function Password() {
  const { t } = useLingui();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [wrong, setWrong] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  const change = async (): Promise<void> => {
    setBusy(true);
    try {
      await changePassword(current, next);
      setCurrent("");
      setNext("");
      setWrong(null);
      tellDone(t`Your password is changed.`);
    } catch (error) {
      setWrong(refusal(error));
    }
    setBusy(false);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void change();
  };
  const show = { "aria-label": t`Show the password` };
  return (
    <Section title={t`Password`} text={<Trans>With a new password your sessions in all other places end.</Trans>}>
      <form className={css.form} onSubmit={submit}>
        <PasswordInput
          label={t`Present password`}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={show}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t`New password`}
          description={t`At least ${LEAST} characters`}
          autoComplete="new-password"
          minLength={LEAST}
          required
          visibilityToggleButtonProps={show}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <Wrong told={wrong} />
        <Button type="submit" variant="default" loading={busy}>
          <Trans>Change password</Trans>
        </Button>
      </form>
    </Section>
  );
}

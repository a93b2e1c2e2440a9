import { Button, PasswordInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { msg } from "@lingui/core/macro";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState, type SubmitEvent } from "react";

import { Problem } from "../api/problem";
import { explain, type Told } from "../parts/problems";
import { Gate } from "./Gate";
import css from "./Gate.module.css";
import { acceptLink } from "./session";
import { Wrong } from "./Wrong";

const LEAST = 12;
const OVER: Told = {
  happened: msg`This link does not work any more.`,
  todo: msg`It may have been used, or its time is over. Ask an admin of the workspace for a new one.`,
};
const WEAK: Told = {
  happened: msg`This password cannot be taken.`,
  todo: msg`Take a longer one that is hard to guess: a sentence does well.`,
};

function refusal(error: unknown): Told {
  if (!(error instanceof Problem)) return explain(error);
  if (error.status === 422) return WEAK;
  return [400, 401, 404, 409, 410].includes(error.status) ? OVER : explain(error);
}

/** Where an invitation or a reset leads: a password of one's own. The token stays out of what servers see. */
export function Welcome() {
  const { t } = useLingui();
  const router = useRouter();
  const [token] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  const title = t`Welcome to Waymark`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  const enter = async (): Promise<void> => {
    setBusy(true);
    try {
      await acceptLink(token, password);
      router.history.replace("/console/");
    } catch (error) {
      setWrong(refusal(error));
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void enter();
  };
  if (token === "") {
    return (
      <Gate title={title}>
        <Wrong told={OVER} />
      </Gate>
    );
  }
  return (
    <Gate title={title}>
      <form className={css.form} onSubmit={submit}>
        <p className={css.text}>
          <Trans>Choose a password. You will log in with your e-mail and this password from now on.</Trans>
        </p>
        <PasswordInput
          label={t`New password`}
          description={t`At least ${LEAST} characters`}
          autoComplete="new-password"
          minLength={LEAST}
          required
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Wrong told={wrong} />
        <Button type="submit" fullWidth loading={busy}>
          <Trans>Set the password and go in</Trans>
        </Button>
      </form>
    </Gate>
  );
}

import { Button, PasswordInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { msg } from "@lingui/core/macro";
import { Link, useRouter } from "@tanstack/react-router";
import { useEffect, useState, type SubmitEvent } from "react";

import { Problem } from "../api/problem";
import type { Told } from "../parts/problems";
import { CodeField } from "./CodeField";
import { BEGIN, refused, type Entering, type Step } from "./entering";
import { Gate } from "./Gate";
import css from "./Gate.module.css";
import { LEAST, WEAK } from "./password";
import { acceptLink } from "./session";
import { Wrong } from "./Wrong";

const OVER: Told = {
  happened: msg`This link does not work any more.`,
  todo: msg`It may have been used, or its time is over. Ask an admin of the workspace for a new one.`,
};
/** Who has an account proves it, so that a link on the way to her gives nobody else a way in. */
const NOT_YOURS: Told = {
  happened: msg`You have an account here already, and this is not its password.`,
  todo: msg`Type the password that you log in with.`,
};
const OWN: Record<string, Told> = { link_unknown: OVER, login_failed: NOT_YOURS };

function refusal(step: Step, error: unknown): Entering {
  if (!(error instanceof Problem)) return refused(step, error);
  if (error.status === 422) return { step: "password", wrong: WEAK };
  const wrong = OWN[error.code];
  return wrong ? { step: "password", wrong } : refused(step, error);
}

/** Where an invitation or a reset leads: a password of one's own. The token stays out of what servers see. */
export function Welcome() {
  const { t } = useLingui();
  const router = useRouter();
  const [token] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [{ step, wrong }, setEntering] = useState(BEGIN);
  const [busy, setBusy] = useState(false);
  const title = t`Welcome to Waymark`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  const enter = async (): Promise<void> => {
    setBusy(true);
    try {
      await acceptLink({ token, password, code: step === "code" ? code.trim() : null });
      router.history.replace("/console/");
    } catch (error) {
      setEntering(refusal(step, error));
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
        <ToLogIn />
      </Gate>
    );
  }
  return (
    <Gate title={title}>
      <form className={css.form} onSubmit={submit}>
        {step === "code" ? (
          <CodeField code={code} onCode={setCode} />
        ) : (
          <>
            <p className={css.text}>
              <Trans>
                Choose a password. You will log in with your e-mail and this password from now on. If you have an
                account here already, type its password.
              </Trans>
            </p>
            <PasswordInput
              label={t`Password`}
              description={t`At least ${LEAST} characters`}
              autoComplete="new-password"
              minLength={LEAST}
              required
              visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </>
        )}
        <Wrong told={wrong} />
        {wrong === OVER && <ToLogIn />}
        <Button type="submit" fullWidth loading={busy}>
          <Trans>Go in</Trans>
        </Button>
      </form>
    </Gate>
  );
}

/** Who has a password needs no link. */
function ToLogIn() {
  return (
    <p className={css.text}>
      <Link to="/login">
        <Trans>Go to the log-in</Trans>
      </Link>
    </p>
  );
}

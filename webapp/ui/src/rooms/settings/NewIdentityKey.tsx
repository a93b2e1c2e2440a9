import { Button, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { Problem } from "../../api/problem";
import { tellDone, tellFailure } from "../../parts/Failure";
import { saidOf } from "./form";
import { addIdentityKey } from "./keyQueries";
import css from "./Settings.module.css";

// eslint-disable-next-line lingui/no-unlocalized-strings -- how every such file begins (RFC 7468)
const PEM = "-----BEGIN PUBLIC KEY-----";

/** A public key by its name; what the server says of either stands beside it. */
export function NewIdentityKey({ close }: { close: () => void }) {
  const { t } = useLingui();
  const [kid, setKid] = useState("");
  const [pem, setPem] = useState("");
  const [errors, setErrors] = useState<Record<string, string[]>>({});
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    setBusy(true);
    try {
      await addIdentityKey(kid, pem);
      tellDone(t`The key is registered.`);
      close();
    } catch (error) {
      if (error instanceof Problem && error.status === 422) setErrors(error.errors);
      else tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void add();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        dir="ltr"
        required
        data-autofocus
        label={t`Name of the key (kid)`}
        value={kid}
        error={saidOf(errors, "kid")}
        onChange={(event) => setKid(event.currentTarget.value)}
      />
      <Textarea
        mt={16}
        dir="ltr"
        required
        rows={6}
        label={t`Public key in PEM, on the curve P-256`}
        placeholder={PEM}
        value={pem}
        error={saidOf(errors, "pem")}
        onChange={(event) => setPem(event.currentTarget.value)}
      />
      <div className={css.ends}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy}>
          <Trans>Register key</Trans>
        </Button>
      </div>
    </form>
  );
}

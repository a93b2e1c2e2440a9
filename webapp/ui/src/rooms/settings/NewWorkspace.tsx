import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { useHeld } from "../../parts/HeldDialog";
import { tellFailure } from "../../parts/Failure";
import { switchWorkspace } from "../../session/session";
import { Code } from "./Code";
import { makeWorkspace, type MadeWorkspace } from "./queries";
import css from "./Settings.module.css";

/** Its name, then its secrets, this once. */
export function NewWorkspace({ close }: { close: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<MadeWorkspace | null>(null);
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      setMade(await makeWorkspace(name));
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void make();
  };
  if (made) return <Secrets made={made} close={close} />;
  return (
    <form onSubmit={submit}>
      <TextInput
        required
        data-autofocus
        label={t`Name`}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={css.ends}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy}>
          <Trans>Make workspace</Trans>
        </Button>
      </div>
    </form>
  );
}

function Secrets({ made, close }: { made: MadeWorkspace; close: () => void }) {
  const { t } = useLingui();
  useHeld();
  return (
    <>
      <p>
        <Trans>It is there, and you are its admin. Keep these two now: they are not shown again.</Trans>
      </p>
      <h3 className={css.label}>
        <Trans>Secret key</Trans>
      </h3>
      <Code label={t`Secret key`} text={made.secret_key} />
      <h3 className={css.label}>
        <Trans>Identity secret</Trans>
      </h3>
      <Code label={t`Identity secret`} text={made.identity_secret} />
      <div className={css.ends}>
        <Button variant="default" onClick={close}>
          <Trans>Stay here</Trans>
        </Button>
        <Button onClick={() => void switchWorkspace(made.id).catch(tellFailure)}>
          <Trans>Open the workspace</Trans>
        </Button>
      </div>
    </>
  );
}

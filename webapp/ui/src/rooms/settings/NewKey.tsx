import { Button, Radio } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useHeld } from "../../parts/HeldDialog";
import { tellFailure } from "../../parts/Failure";
import { Code } from "./Code";
import { makeKey, type KeyKind } from "./keyQueries";
import css from "./Settings.module.css";

/** Which kind, then the key itself, this once. */
export function NewKey({ close }: { close: () => void }) {
  const { t } = useLingui();
  const [kind, setKind] = useState<KeyKind>("write");
  const [made, setMade] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      setMade(await makeKey(kind));
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  if (made !== null) return <Made kind={kind} text={made} close={close} />;
  return (
    <>
      <Radio.Group label={t`What is it for?`} value={kind} onChange={setKind}>
        <div className={css.choices}>
          <Radio
            value="write"
            label={t`Write key, for pages`}
            description={t`Public. Adds events, and reads nothing.`}
          />
          <Radio
            value="secret"
            label={t`Secret key, for servers`}
            description={t`May do all that an admin may, here and over the API.`}
          />
        </div>
      </Radio.Group>
      <div className={css.ends}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button loading={busy} onClick={() => void make()}>
          <Trans>Make key</Trans>
        </Button>
      </div>
    </>
  );
}

function Made({ kind, text, close }: { kind: KeyKind; text: string; close: () => void }) {
  const { t } = useLingui();
  useHeld();
  return (
    <>
      <p>
        {kind === "secret" ? (
          <Trans>Keep it now, where only your servers find it: it is not shown again.</Trans>
        ) : (
          <Trans>It is public, and stands in the list from now on.</Trans>
        )}
      </p>
      <Code label={t`Key`} text={text} />
      <div className={css.ends}>
        <Button onClick={close}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </>
  );
}

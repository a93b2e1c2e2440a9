import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Trans } from "@lingui/react/macro";

import { tellFailure } from "../Failure";
import css from "./Resources.module.css";
import type { Editing } from "./useEditing";

const KEYS = "mod+S";

/** Save, and whether there is something to save; Ctrl S does it too. */
export function Save({ editing: { dirty, busy, save } }: { editing: Editing<never> }) {
  useHotkeys([[KEYS, () => void (dirty && save())]], []);
  return (
    <>
      <span className={css.state} role="status">
        {dirty ? <Trans>Not saved yet</Trans> : <Trans>All changes saved</Trans>}
      </span>
      <Button onClick={() => void save()} disabled={!dirty} loading={busy} aria-keyshortcuts="Control+S">
        <Trans>Save</Trans>
      </Button>
    </>
  );
}

interface Outrunning extends Pick<Editing<never>, "outrun" | "renew"> {
  save: (over: true) => Promise<unknown>;
}

/** Somebody else has saved meanwhile: nothing is lost, whichever the member picks. */
export function Outrun({ editing: { outrun, renew, save } }: { editing: Outrunning }) {
  if (!outrun) return null;
  return (
    <div className={css.outrun} role="alert">
      <p>
        <Trans>Somebody else has saved this meanwhile. Your changes are still here, and not saved.</Trans>
      </p>
      <Button variant="default" onClick={() => void renew().catch(tellFailure)}>
        <Trans>Show the newer one</Trans>
      </Button>
      <Button variant="default" onClick={() => void save(true)}>
        <Trans>Save mine over it</Trans>
      </Button>
    </div>
  );
}

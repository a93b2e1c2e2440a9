import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { useHeld } from "../../parts/HeldDialog";
import { Code } from "./Code";
import css from "./Settings.module.css";

/** What calls to an endpoint are signed with, this once. */
export function EndpointSecret({ text, close }: { text: string; close: () => void }) {
  const { t } = useLingui();
  useHeld();
  return (
    <>
      <p>
        <Trans>
          Keep it now, where only your server finds it: it is not shown again. Where there was one before, calls are
          signed with both for a day.
        </Trans>
      </p>
      <Code label={t`Secret`} text={text} />
      <div className={css.ends}>
        <Button onClick={close}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </>
  );
}

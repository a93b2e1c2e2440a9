import { Button, CopyButton, Group } from "@mantine/core";
import { Trans } from "@lingui/react/macro";

import { useHeld } from "../../parts/HeldDialog";
import css from "./Settings.module.css";

/** What logs in once each in place of a code; shown this once. */
export function RecoveryCodes({ codes, close }: { codes: string[]; close: () => void }) {
  useHeld();
  return (
    <>
      <p>
        <Trans>
          The second factor is on. Keep these recovery codes in a safe place: each logs you in once if your
          authenticator is lost. They are not shown again.
        </Trans>
      </p>
      <ul className={`${css.secret} ${css.codes}`} dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="flex-end" mt={24} gap={8}>
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? <Trans>Copied</Trans> : <Trans>Copy codes</Trans>}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>
          <Trans>I have kept them</Trans>
        </Button>
      </Group>
    </>
  );
}

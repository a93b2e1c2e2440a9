import { Button, CopyButton, Group, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { useHeld } from "../../parts/HeldDialog";
import { Time } from "../../parts/Time";
import type { NewLink } from "./queries";

/** A link that leads in once: shown this once, for the admin to pass on. */
export function OnceLink({ made, close }: { made: NewLink; close: () => void }) {
  useHeld();
  const { t } = useLingui();
  const { email } = made.member;
  return (
    <>
      <p>
        <Trans>
          Give this link to {email}, and to nobody else: whoever opens it first is let in. It works once and is not
          shown again.
        </Trans>
      </p>
      <TextInput
        mt={16}
        dir="ltr"
        label={t`Link`}
        readOnly
        data-autofocus
        value={made.link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p>
        <Trans>
          It ends <Time at={made.expires_at} exact />.
        </Trans>
      </p>
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={close}>
          <Trans>Done</Trans>
        </Button>
        <CopyButton value={made.link}>
          {({ copied, copy }) => (
            <Button onClick={copy}>{copied ? <Trans>Copied</Trans> : <Trans>Copy link</Trans>}</Button>
          )}
        </CopyButton>
      </Group>
    </>
  );
}

import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { tellFailure } from "../../parts/Failure";
import { useMay } from "../../session/session";
import { Calls } from "./Calls";
import { Code } from "./Code";
import { Endpoints } from "./Endpoints";
import { showWebhookSecret } from "./keyQueries";
import { Section, Sections } from "./Sections";
import { VERIFYING } from "./tokens";

/** Who is told what happens, the calls of journeys to your servers, how they are signed, what was answered. */
export function Webhooks() {
  const may = useMay("administer");
  return (
    <Sections at="/settings/webhooks">
      {may && <Endpoints />}
      <Signature shows={may} />
      <Calls acts={may} />
    </Sections>
  );
}

function Signature({ shows }: { shows: boolean }) {
  const { t } = useLingui();
  const [secret, setSecret] = useState<string | null>(null);
  const show = async (): Promise<void> => setSecret(await showWebhookSecret());
  return (
    <Section
      title={t`Signature`}
      text={
        <Trans>
          Each call is signed as Standard Webhooks has it: check it, and drop what you have seen already by its
          webhook-id. An endpoint has a secret of its own; webhook steps of journeys use the workspace's.
        </Trans>
      }
    >
      <Code label={t`On your server`} text={VERIFYING} />
      {shows && secret === null && (
        <Button variant="default" mt={12} onClick={() => void show().catch(tellFailure)}>
          <Trans>Show the secret of webhook steps</Trans>
        </Button>
      )}
      {secret !== null && <Code label={t`Secret`} text={secret} />}
    </Section>
  );
}

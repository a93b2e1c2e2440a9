import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconWebhook } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { useCursor } from "../../list/cursor";
import { List } from "../../list/List";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { tellFailure } from "../../parts/Failure";
import { useMay } from "../../session/session";
import { useCallColumns } from "./callColumns";
import { Code } from "./Code";
import { CALLS, loadCalls, showWebhookSecret, type WebhookCall } from "./keyQueries";
import { Section, Sections } from "./Sections";
import { VERIFYING } from "./tokens";

/** The calls that journeys make to your servers, how they are signed, and what was answered. */
export function Webhooks() {
  const may = useMay("administer");
  return (
    <Sections at="/settings/webhooks">
      <Signature shows={may} />
      <Calls />
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
          A journey calls your servers where it has a webhook step. Each call is signed as Standard Webhooks has it:
          check it, and drop what you have seen already by its webhook-id.
        </Trans>
      }
    >
      <Code label={t`On your server`} text={VERIFYING} />
      {shows && secret === null && (
        <Button variant="default" mt={12} onClick={() => void show().catch(tellFailure)}>
          <Trans>Show the secret</Trans>
        </Button>
      )}
      {secret !== null && <Code label={t`Secret`} text={secret} />}
    </Section>
  );
}

function Calls() {
  const { t } = useLingui();
  const [view, change] = useView();
  const from = useCursor<WebhookCall>({ key: CALLS, load: loadCalls });
  return (
    <Section
      title={t`Last calls`}
      text={<Trans>A call is tried again for a day, until your server answers with 2xx or refuses it.</Trans>}
    >
      <List
        name={t`Last calls`}
        from={from}
        ordered
        columns={useCallColumns()}
        id={({ id }) => id}
        says={({ url }) => url}
        opens={({ journey }) => ({ to: "/journeys/$journeyId", params: { journeyId: journey } })}
        usual="-made"
        view={view}
        onView={change}
        empty={
          <Empty
            glyph={IconWebhook}
            title={<Trans>Nothing has been called yet</Trans>}
            act={
              <Button variant="default" renderRoot={(props) => <Link to="/journeys" {...props} />}>
                <Trans>Open journeys</Trans>
              </Button>
            }
          >
            <Trans>Put a webhook step into a journey: its calls are listed here with what your server answered.</Trans>
          </Empty>
        }
        none={null}
      />
    </Section>
  );
}

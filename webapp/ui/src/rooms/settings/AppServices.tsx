import { Button, Group, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { Time } from "../../parts/Time";
import { useMay } from "../../session/session";
import { ApnsForm, FcmForm } from "./AppForms";
import { providersQuery, removeService, type AppKind } from "./keyQueries";
import { Section } from "./Sections";
import css from "./Settings.module.css";

/** What Android apps, and Apple's, are sent pushes with. */
export function AppServices() {
  const { t } = useLingui();
  const { data } = useQuery(providersQuery);
  if (!data) return null;
  const { fcm, apns } = data;
  return (
    <>
      <Service
        kind="fcm"
        title={t`Firebase, for Android apps`}
        text={
          <Trans>
            Pushes go out by your Firebase project (FCM). An app registers its token; a person has it until somebody
            else logs in there. An iPhone app that uses Firebase is reached by it too.
          </Trans>
        }
        facts={fcm && [[t`Project`, fcm.project_id], [t`Service account`, fcm.client_email]]}
        since={fcm}
        form={(close) => <FcmForm close={close} />}
      />
      <Service
        kind="apns"
        title={t`Apple, for iPhone and Mac apps`}
        text={
          <Trans>Pushes go straight to Apple (APNs), signed with your team's key, for the one app named here.</Trans>
        }
        facts={
          apns && [
            [t`App`, apns.topic],
            [t`Key`, apns.key_id],
            [t`Team`, apns.team_id],
            [t`For`, apns.environment === "sandbox" ? t`test builds (sandbox)` : t`the App Store and TestFlight`],
          ]
        }
        since={apns}
        form={(close) => <ApnsForm close={close} apns={apns} />}
      />
    </>
  );
}

interface ServiceProps {
  kind: AppKind;
  title: string;
  text: ReactNode;
  /** What is set, by name; null where nothing is. */
  facts: [string, string][] | null;
  since: { created_at: string; devices: number } | null;
  form: (close: () => void) => ReactNode;
}

function Service({ kind, title, text, facts, since, form }: ServiceProps) {
  const { t } = useLingui();
  const may = useMay("administer");
  const [opened, { open, close }] = useDisclosure();
  return (
    <Section title={title} text={text}>
      {facts && <Facts facts={facts} label={title} />}
      <p className={css.small}>{since ? <Since since={since} /> : <Trans>Not set up: no app can be reached.</Trans>}</p>
      {may && (
        <Group gap={8} mt={12}>
          <Button variant="default" onClick={open} aria-label={since ? t`Change ${title}` : t`Set up ${title}`}>
            {since ? <Trans>Change…</Trans> : <Trans>Set up…</Trans>}
          </Button>
          {since && (
            <Button
              variant="default"
              aria-label={t`Take away ${title}`}
              onClick={() => void takeAway(kind, title).catch(tellFailure)}
            >
              <Trans>Take away…</Trans>
            </Button>
          )}
        </Group>
      )}
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t`Close` }}>
        {form(close)}
      </Modal>
    </Section>
  );
}

function Facts({ facts, label }: { facts: [string, string][]; label: string }) {
  return (
    <ul className={css.rows} aria-label={label}>
      {facts.map(([name, value]) => (
        <li key={name} className={css.row} data-low>
          <span className={css.about}>{name}</span>
          <bdi className={css.what}>{value}</bdi>
        </li>
      ))}
    </ul>
  );
}

function Since({ since: { created_at: at, devices } }: { since: { created_at: string; devices: number } }) {
  return (
    <>
      <Trans>
        In use since <Time at={at} exact />
      </Trans>{" "}
      · <Plural value={devices} one="# device can be sent to" other="# devices can be sent to" />
    </>
  );
}

async function takeAway(kind: AppKind, title: string): Promise<void> {
  const sure = await confirm({
    title: i18n._(msg`Take away “${title}”?`),
    body: i18n._(
      msg`Its apps get nothing until it is set up again. They stay on people's lists; each push says why it failed.`,
    ),
    act: i18n._(msg`Take away`),
    choice: true,
  });
  if (!sure) return;
  await removeService(kind);
  tellDone(i18n._(msg`From now on nothing is sent by it.`));
}

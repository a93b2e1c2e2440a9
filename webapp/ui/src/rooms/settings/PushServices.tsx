import { Button, Skeleton } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { confirm } from "../../parts/Confirm";
import { Failure, tellDone, tellFailure } from "../../parts/Failure";
import { Time } from "../../parts/Time";
import { useMay } from "../../session/session";
import { AppServices } from "./AppServices";
import { Code } from "./Code";
import { providersQuery, rotateVapid, vapidQuery, type Vapid } from "./keyQueries";
import { Section, Sections } from "./Sections";
import css from "./Settings.module.css";

/** Who we are to push services, and which they are. */
export function PushServices() {
  const may = useMay("administer");
  return (
    <Sections at="/settings/push">
      {may && <VapidKeys />}
      <Services />
      <AppServices />
    </Sections>
  );
}

async function rotate(): Promise<void> {
  const sure = await confirm({
    title: i18n._(msg`Make a new VAPID key?`),
    body: <Consequences />,
    act: i18n._(msg`Rotate key`),
    choice: true,
  });
  if (!sure) return;
  await rotateVapid();
  tellDone(i18n._(msg`From now on browsers subscribe with the new key.`));
}

function Consequences() {
  return (
    <ul className={css.listed}>
      <li>
        <Trans>Nobody is lost. Who subscribed before is sent to with the key of that time, which is kept.</Trans>
      </li>
      <li>
        <Trans>A browser takes the new key at its next visit of your site, without asking anybody again.</Trans>
      </li>
      <li>
        <Trans>
          If the old key has leaked: whoever has it can send to those who have not come back yet, if the endpoints
          leaked too. Reset subscribers to end that at once.
        </Trans>
      </li>
    </ul>
  );
}

function VapidKeys() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(vapidQuery);
  const [now, ...before] = data ?? [];
  return (
    <Section
      title={t`VAPID key`}
      text={
        <Trans>
          It says to push services that a push comes from you. Browsers subscribe with the public half; the private half
          never leaves the database, and is encrypted there.
        </Trans>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={56} />}
      {now && <Code label={t`Public key`} text={now.public} />}
      {now && (
        <p className={css.small}>
          <About vapid={now} />
        </p>
      )}
      <Button variant="default" mt={12} onClick={() => void rotate().catch(tellFailure)}>
        <Trans>Rotate key…</Trans>
      </Button>
      {before.length > 0 && (
        <ul className={css.rows} data-apart aria-label={t`Earlier keys`}>
          {before.map((each) => (
            <li key={each.id} className={css.row}>
              <div className={css.what}>
                <code className={css.mono} dir="ltr">
                  {each.public.slice(0, 20)}…
                </code>
                <div className={css.about}>
                  <About vapid={each} />
                </div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function About({ vapid: { created_at: made, retired_at: ended, devices } }: { vapid: Vapid }) {
  return (
    <>
      {ended === null ? (
        <Trans>
          In use since <Time at={made} exact />
        </Trans>
      ) : (
        <Trans>
          Until <Time at={ended} exact />
        </Trans>
      )}{" "}
      · <Plural value={devices} one="# device subscribed with it" other="# devices subscribed with it" />
    </>
  );
}

/** Whose push service it is: names, the same in every language. */
/* eslint-disable lingui/no-unlocalized-strings */
const WHOSE: Readonly<Record<string, string>> = {
  "fcm.googleapis.com": "Chrome, Opera, Samsung Internet",
  "jmt17.google.com": "Chrome",
  "*.push.services.mozilla.com": "Firefox",
  "*.push.apple.com": "Safari",
  "*.notify.windows.com": "Edge",
};
/* eslint-enable lingui/no-unlocalized-strings */

function Services() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(providersQuery);
  return (
    <Section
      title={t`Web Push`}
      text={
        <Trans>
          Each browser has a push service of its own, and these are called, over https. A subscription anywhere else is
          refused.
        </Trans>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      <ul className={css.rows}>
        {[...(data?.web ?? []), ...(data?.operator ?? [])].map((host) => (
          <li key={host} className={css.row} data-low>
            <span className={css.what}>
              <code className={css.mono} dir="ltr">
                {host}
              </code>
            </span>
            {WHOSE[host] && <span className={css.about}>{WHOSE[host]}</span>}
            {data?.operator.includes(host) && (
              <span className={css.about}>
                <Trans>allowed by whoever runs Waymark</Trans>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

import { SegmentedControl, Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Failure } from "../../parts/Failure";
import { Code } from "./Code";
import { installQuery, type Install as Facts } from "./queries";
import { Section, Sections } from "./Sections";
import css from "./Settings.module.css";
import { policyOf, scriptOf, workerOf } from "./snippet";
import { Sites } from "./Sites";

/** What a site needs to load Waymark, and whether it is heard. */
export function Install() {
  const { data, error, refetch } = useQuery(installQuery);
  return (
    <Sections at="/settings/install">
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={240} />}
      {data && (
        <>
          <Sites facts={data} />
          <Script facts={data} />
          <Worker facts={data} />
          <Policy facts={data} />
          <Receiving />
        </>
      )}
    </Sections>
  );
}

function Script({ facts }: { facts: Facts }) {
  const { t } = useLingui();
  const [pinned, setPinned] = useState(false);
  if (facts.write_key === null) {
    return (
      <Section title={t`1. The script, on every page`} text={
        <Trans>
          Every write key is revoked: make one first.
        </Trans>
      } />
    );
  }
  return (
    <Section
      title={t`1. The script, on every page`}
      text={
        <Trans>
          Put it into the head of your pages. The write key in it is public: it can add events, and read nothing.
        </Trans>
      }
    >
      {facts.integrity !== null && (
        <SegmentedControl
          aria-label={t`Which version`}
          value={pinned ? "pinned" : "newest"}
          onChange={(value) => setPinned(value === "pinned")}
          data={[
            { value: "newest", label: t`Always the newest` },
            { value: "pinned", label: t`Pinned, with its hash` },
          ]}
        />
      )}
      <Code label={t`Script`} text={scriptOf(facts, facts.write_key, pinned)} />
      {pinned && (
        <p className={css.small}>
          <Trans>
            The browser refuses a script that is not exactly this one. After an update of Waymark copy it anew.
          </Trans>
        </p>
      )}
    </Section>
  );
}

function Worker({ facts }: { facts: Facts }) {
  const { t } = useLingui();
  return (
    <Section
      title={t`2. One file at the root of your site`}
      text={
        <Trans>
          Push needs a service worker on your own address: save this as <code dir="ltr">/sw.js</code>. If you have a
          service worker already, add the line to it, and say its name on the script by{" "}
          <code dir="ltr">data-service-worker="/its-name.js"</code>.
        </Trans>
      }
    >
      <Code label={t`Service worker`} text={workerOf(facts)} />
    </Section>
  );
}

function Policy({ facts }: { facts: Facts }) {
  const { t } = useLingui();
  return (
    <Section
      title={t`3. What your site allows`}
      text={
        <Trans>
          Only if your pages have a Content-Security-Policy: it needs these, and so does the service worker. Nothing
          inline, no <code dir="ltr">eval</code>.
        </Trans>
      }
    >
      <Code label={t`Content policy`} text={policyOf(facts)} />
    </Section>
  );
}

/** C17. */
function Receiving() {
  const { t } = useLingui();
  return (
    <Section
      title={t`When pushes arrive`}
      text={
        <Trans>
          On a computer the browser must be running to receive a push, though no page of yours need be open. A phone
          receives it in any case. What could not be delivered waits until its time is over.
        </Trans>
      }
    />
  );
}

import { Button, Skeleton } from "@mantine/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconAlertTriangle, IconCheck, IconPlayerPause, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Chip } from "../../parts/Chip";
import { Failure } from "../../parts/Failure";
import { HeldDialog } from "../../parts/HeldDialog";
import { Time } from "../../parts/Time";
import type { Mark } from "../../theme/tokens";
import { EndpointActs } from "./EndpointActs";
import { EndpointForm } from "./EndpointForm";
import { EndpointSecret } from "./EndpointSecret";
import { Section } from "./Sections";
import css from "./Settings.module.css";
import { endpointsQuery, type Endpoint } from "./webhookQueries";

const MOST = 10;

type Open = { is: "new" } | { is: "form"; of: Endpoint } | { is: "secret"; text: string } | null;

/** The servers that are told what happens. */
export function Endpoints() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(endpointsQuery);
  const [open, setOpen] = useState<Open>(null);
  return (
    <Section
      title={t`Endpoints`}
      text={<Trans>Servers of yours that are told what happens, each event by one call.</Trans>}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={56} />}
      {data && <Standing endpoints={data} show={setOpen} />}
      <Dialog open={open} show={setOpen} />
    </Section>
  );
}

function Standing({ endpoints, show }: { endpoints: readonly Endpoint[]; show: (open: Open) => void }) {
  const { t } = useLingui();
  return (
    <>
      <ul className={css.rows} aria-label={t`Endpoints`}>
        {endpoints.map((each) => (
          <li key={each.id} className={css.row}>
            <About endpoint={each} />
            <EndpointActs
              endpoint={each}
              onChange={() => show({ is: "form", of: each })}
              onSecret={(text) => show({ is: "secret", text })}
            />
          </li>
        ))}
      </ul>
      {endpoints.length < MOST && (
        <Button
          variant="default"
          mt={16}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => show({ is: "new" })}
        >
          <Trans>Add endpoint</Trans>
        </Button>
      )}
    </>
  );
}

function Dialog({ open, show }: { open: Open; show: (open: Open) => void }) {
  const { t } = useLingui();
  const titles = { new: t`Add endpoint`, form: t`Change endpoint`, secret: t`Secret of the endpoint` };
  const close = (): void => show(null);
  const secret = (text: string): void => show({ is: "secret", text });
  return (
    <HeldDialog opened={open !== null} onClose={close} title={open ? titles[open.is] : ""}>
      {open?.is === "new" && <EndpointForm close={close} onSecret={secret} />}
      {open?.is === "form" && <EndpointForm of={open.of} close={close} onSecret={secret} />}
      {open?.is === "secret" && <EndpointSecret text={open.text} close={close} />}
    </HeldDialog>
  );
}

type Is = "on" | "off" | "failing" | "gone" | "failed";

const MARKS: Record<Is, Mark> = {
  on: { tone: "green", glyph: IconCheck },
  off: { tone: "grey", glyph: IconPlayerPause },
  failing: { tone: "red", glyph: IconAlertTriangle },
  gone: { tone: "red", glyph: IconAlertTriangle },
  failed: { tone: "red", glyph: IconAlertTriangle },
};

function standing({ on, off_reason: reason, failing_since: since }: Endpoint): Is {
  if (on) return since === null ? "on" : "failing";
  if (reason === null) return "off";
  return reason === "gone" ? "gone" : "failed";
}

function About({ endpoint }: { endpoint: Endpoint }) {
  const { i18n } = useLingui();
  const { url, kinds, failing_since: since } = endpoint;
  const is = standing(endpoint);
  return (
    <div className={css.what}>
      <bdi>{url}</bdi>
      <div className={css.about}>
        <Chip mark={MARKS[is]}>{i18n._(WORDS[is])}</Chip>{" "}
        <Plural value={kinds.length} one="told # kind of event" other="told # kinds of events" />
      </div>
      <Trouble is={is} since={since} />
    </div>
  );
}

const WORDS: Record<Is, MessageDescriptor> = {
  on: msg`On`,
  off: msg`Off`,
  failing: msg`Failing`,
  gone: msg`Off`,
  failed: msg`Off`,
};

function Trouble({ is, since }: { is: Is; since: string | null }) {
  if (is === "on" || is === "off") return null;
  return (
    <div className={css.about}>
      {is === "failing" && since !== null && (
        <Trans>
          No call got through since <Time at={since} />. After three days it is turned off.
        </Trans>
      )}
      {is === "gone" && <Trans>Turned off: it answered 410, which means that it wants no more calls.</Trans>}
      {is === "failed" && <Trans>Turned off: no call got through for three days.</Trans>}
    </div>
  );
}

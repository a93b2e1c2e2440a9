import { ActionIcon, Button, NativeSelect } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFilterOff, IconRefresh, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";

import { useCursor } from "../../list/cursor";
import { List } from "../../list/List";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { tellDone, tellFailure } from "../../parts/Failure";
import { CALL_WORDS, useCallColumns } from "./callColumns";
import { Section } from "./Sections";
import css from "./Settings.module.css";
import { CALLS, endpointsQuery, loadCalls, resendCall, type WebhookCall } from "./webhookQueries";
import { CALL_STATES, type WebhookView } from "./webhookView";

const PAGES = 5; // of a state there may be none in many calls: somebody then asks for more himself

type Change = (part: { state?: WebhookView["state"] | undefined; webhook?: string | undefined }) => void;

/** What was called, and what was answered; an admin sends a call again. */
export function Calls({ acts }: { acts: boolean }) {
  const { t } = useLingui();
  const [view, change] = useView<WebhookView>();
  const narrowed = view.state !== undefined || view.webhook !== undefined;
  const from = useCursor<WebhookCall>({
    key: [...CALLS, view.state, view.webhook],
    load: loadCalls(view),
    ...(narrowed && { pages: PAGES, enough: 1 }),
  });
  return (
    <Section
      title={t`Last calls`}
      text={<Trans>A call is tried again for a day, until your server answers with 2xx or refuses it.</Trans>}
    >
      <Wanted view={view} change={change} names={acts} />
      <List
        name={t`Last calls`}
        from={from}
        ordered
        columns={useCallColumns()}
        id={({ id }) => id}
        says={({ url }) => url}
        opens={opens}
        {...(acts && { acts: (call: WebhookCall) => <Again call={call} /> })}
        usual="-made"
        view={view}
        onView={change}
        empty={narrowed ? <None onClear={() => change({ state: undefined, webhook: undefined })} /> : <Nothing />}
        none={null}
      />
    </Section>
  );
}

const opens = ({ journey, webhook }: WebhookCall): Pick<LinkProps, "to" | "params" | "search"> =>
  journey === null || webhook !== null
    ? { to: "/settings/webhooks", search: { ...(webhook !== null && { webhook }) } }
    : { to: "/journeys/$journeyId", params: { journeyId: journey } };

function Wanted({ view, change, names }: { view: WebhookView; change: Change; names: boolean }) {
  const { t, i18n } = useLingui();
  const { data = [] } = useQuery({ ...endpointsQuery, enabled: names });
  return (
    <div className={css.filters} role="search">
      <NativeSelect
        aria-label={t`Answer`}
        value={view.state ?? ""}
        onChange={(event) => change({ state: CALL_STATES.find((each) => each === event.currentTarget.value) })}
        data={[
          { value: "", label: t`Every answer` },
          ...CALL_STATES.map((value) => ({ value, label: i18n._(CALL_WORDS[value]) })),
        ]}
      />
      {data.length > 0 && (
        <NativeSelect
          aria-label={t`Endpoint`}
          value={view.webhook ?? ""}
          onChange={(event) => change({ webhook: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t`Every endpoint and journey` },
            ...data.map(({ id, url }) => ({ value: id, label: url })),
          ]}
        />
      )}
    </div>
  );
}

function Again({ call: { id, url, state } }: { call: WebhookCall }) {
  const { t } = useLingui();
  if (state !== "done" && state !== "failed") return null;
  const again = async (): Promise<void> => {
    await resendCall(id);
    tellDone(t`It is sent again.`);
  };
  return (
    <ActionIcon size={32} aria-label={t`Send ${url} again`} onClick={() => void again().catch(tellFailure)}>
      <IconRefresh size={18} aria-hidden />
    </ActionIcon>
  );
}

function Nothing() {
  return (
    <Empty
      glyph={IconWebhook}
      title={<Trans>Nothing has been called yet</Trans>}
      act={
        <Button variant="default" renderRoot={(props) => <Link to="/journeys" {...props} />}>
          <Trans>Open journeys</Trans>
        </Button>
      }
    >
      <Trans>
        Add an endpoint, or put a webhook step into a journey: the calls are listed here with what your server answered.
      </Trans>
    </Empty>
  );
}

function None({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={<Trans>No call is like that</Trans>}
      act={
        <Button variant="default" onClick={onClear}>
          <Trans>Show all again</Trans>
        </Button>
      }
    >
      <Trans>Calls are kept for 30 days after their end.</Trans>
    </Empty>
  );
}

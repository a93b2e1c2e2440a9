import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { useView } from "../../list/view";
import { State } from "../../parts/Chip";
import { Failure } from "../../parts/Failure";
import { Page } from "../../parts/Page";
import { plain } from "../../parts/resources/document";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import css from "./Campaigns.module.css";
import { Controls } from "./Controls";
import { Figures } from "./Figures";
import { Progress } from "./Progress";
import { statsQuery, type Campaign } from "./queries";
import { Recipients } from "./Recipients";
import { Sent } from "./Sent";
import type { ResultsView } from "./view";

/** What came of a campaign: how far it is, how it ended, for each device; and what it was sent with. */
export function Results({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui();
  const may = useMay("edit");
  const [view, change] = useView<ResultsView>();
  const { data, error, refetch } = useQuery(statsQuery(campaign.id));
  const now = data?.campaign ?? campaign;
  return (
    <Page
      title={plain(now.title)}
      back={{ to: "/campaigns", label: t`Campaigns` }}
      beside={<State kind="campaign" state={now.state} />}
      acts={
        <>
          <Controls campaign={now} />
          {may && <Acts campaign={now} />}
        </>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      <Progress campaign={now} stats={data} />
      {data && <Figures stats={data} view={view} onView={change} />}
      <nav className={css.tabs} aria-label={t`Parts of this page`}>
        <Tab here={view.show === undefined} onPick={() => change({ show: undefined })}>
          <Trans>Recipients</Trans>
        </Tab>
        <Tab here={view.show === "settings"} onPick={() => change({ show: "settings" })}>
          <Trans>What was sent</Trans>
        </Tab>
      </nav>
      {view.show === "settings" ? (
        <Sent campaign={now} view={view} onView={change} />
      ) : (
        <Recipients campaign={now} view={view} onView={change} />
      )}
    </Page>
  );
}

function Tab({ here, onPick, children }: { here: boolean; onPick: () => void; children: React.ReactNode }) {
  return (
    <Button variant={here ? "light" : "subtle"} aria-current={here ? "page" : undefined} onClick={onPick}>
      {children}
    </Button>
  );
}

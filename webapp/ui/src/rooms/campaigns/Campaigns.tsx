import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { IconFilterOff, IconPlus, IconSpeakerphone } from "@tabler/icons-react";
import { useState } from "react";

import { useCursor } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { oneOf, useView } from "../../list/view";
import { stateWord } from "../../parts/Chip";
import { Empty } from "../../parts/Empty";
import { tellFailure } from "../../parts/Failure";
import { Page } from "../../parts/Page";
import { plain } from "../../parts/resources/document";
import { Pick } from "../../parts/room/Pick";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { useColumns } from "./columns";
import { makeNew } from "./make";
import { ALL, loader, type Campaign } from "./queries";
import { shows, STATES, type CampaignsView } from "./view";

const PAGES = 10;

/** Every one-off push: drafts, planned ones, those on their way, those that are over. */
export function Campaigns() {
  const { t } = useLingui();
  const [view, change] = useView<CampaignsView>();
  const may = useMay("edit");
  const { state } = view;
  const from = useCursor<Campaign>({ key: [...ALL, "list", state], load: loader(state), pages: PAGES });
  const nothing = from.rows?.length === 0 && state === undefined;
  const create = may ? <New /> : null;
  const none = <None onClear={() => change({ q: undefined, state: undefined })} />;
  return (
    <Page title={t`Campaigns`} acts={!nothing && create}>
      {!nothing && <Narrow view={view} onView={change} />}
      <List
        name={t`Campaigns`}
        from={from}
        keep={(row) => shows(view, row)}
        columns={useColumns()}
        id={({ id }) => id}
        says={({ title }) => plain(title)}
        opens={({ id }) => ({ to: "/campaigns/$campaignId", params: { campaignId: id } })}
        {...(may && { acts: (row: Campaign) => <Acts campaign={row} /> })}
        usual="-when"
        view={view}
        onView={change}
        empty={nothing ? <Nothing create={create} /> : none}
        none={none}
      />
    </Page>
  );
}

interface Narrowing {
  view: CampaignsView;
  onView: (change: { q?: string | undefined; state?: CampaignsView["state"] | undefined }) => void;
}

/** By what they say, and by state. */
function Narrow({ view, onView }: Narrowing) {
  const { t } = useLingui();
  return (
    <Filters label={t`Find a campaign`} value={view.q} onFind={(q) => onView({ q })}>
      <Pick
        label={t`State`}
        value={view.state}
        onPick={(picked) => onView({ state: oneOf(picked, STATES) })}
        data={STATES.map((each) => ({ value: each, label: stateWord("campaign", each) }))}
      />
    </Filters>
  );
}

function New() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const begin = async (): Promise<void> => {
    setBusy(true);
    try {
      const { id } = await makeNew();
      await navigate({ to: "/campaigns/$campaignId", params: { campaignId: id } });
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  return (
    <Button leftSection={<IconPlus size={16} aria-hidden />} loading={busy} onClick={() => void begin()}>
      <Trans>New campaign</Trans>
    </Button>
  );
}

function Nothing({ create }: { create: React.ReactNode }) {
  return (
    <Empty glyph={IconSpeakerphone} title={<Trans>No campaigns yet</Trans>} act={create}>
      <Trans>A campaign is one push to many people at once: now, at a time, or in the morning of each.</Trans>
    </Empty>
  );
}

/** There are campaigns, but none that the view shows. */
function None({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={<Trans>No campaign is like this</Trans>}
      act={
        <Button variant="default" onClick={onClear}>
          <Trans>Show all again</Trans>
        </Button>
      }
    >
      <Trans>Others may be hidden by what you filter for.</Trans>
    </Empty>
  );
}

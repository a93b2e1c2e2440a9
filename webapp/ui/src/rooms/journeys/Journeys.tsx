import { Trans, useLingui } from "@lingui/react/macro";
import { useDisclosure } from "@mantine/hooks";
import { IconRoute } from "@tabler/icons-react";

import { useCursor } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { ArchiveAll } from "./ArchiveAll";
import { Begin } from "./Begin";
import { useColumns } from "./columns";
import { NewJourney } from "./NewJourney";
import { None } from "./None";
import { ALL, loadJourneys, type Journey } from "./queries";
import { StatusFilter } from "./StatusFilter";
import { shows, type JourneysView } from "./view";

/** So many pages are fetched to be sorted here; beyond that the newest 2,000 are. */
const PAGES = 10;

export function Journeys() {
  const { t } = useLingui();
  const [view, change] = useView<JourneysView>();
  const [asked, { open, close }] = useDisclosure();
  const may = useMay("edit");
  const from = useCursor<Journey>({ key: [...ALL, "list"], load: loadJourneys, pages: PAGES });
  const nothing = from.rows?.length === 0;
  const begin = may && <Begin first={nothing} create={open} />;
  return (
    <Page title={t`Journeys`} acts={!nothing && begin}>
      {!nothing && (
        <Filters label={t`Find a journey`} value={view.q} onFind={(q) => change({ q })}>
          <StatusFilter status={view.status} onPick={(status) => change({ status })} />
        </Filters>
      )}
      <List
        name={t`Journeys`}
        from={from}
        keep={(row) => shows(view, row)}
        columns={useColumns()}
        id={({ id }) => id}
        says={({ name }) => name}
        opens={({ id }) => ({ to: "/journeys/$journeyId", params: { journeyId: id } })}
        {...(may && {
          acts: (row: Journey) => <Acts journey={row} />,
          bulk: (selected: Journey[], done: () => void) => <ArchiveAll journeys={selected} done={done} />,
        })}
        usual="-changed"
        view={view}
        onView={change}
        empty={
          <Empty glyph={IconRoute} title={<Trans>No journeys yet</Trans>} act={begin}>
            <Trans>
              A journey decides who is asked for push, who waits, and who gets which message when. Begin with one that
              is ready.
            </Trans>
          </Empty>
        }
        none={<None view={view} onClear={() => change({ q: undefined, status: undefined })} />}
      />
      <NewJourney opened={asked} close={close} />
    </Page>
  );
}

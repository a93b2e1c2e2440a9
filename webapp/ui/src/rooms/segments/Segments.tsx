import { Button } from "@mantine/core";
import { IconFilterOff, IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { holds } from "../../list/columns";
import { useCursor } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { useView, type View } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import type { Pile } from "../../parts/resources/removal";
import { Several } from "../../parts/resources/Several";
import { useMay } from "../../session/session";
import { useColumns } from "./columns";
import { duplicateSegment } from "./duplicate";
import { ALL, loadSegments, removeSegment, usesQuery, type Segment } from "./queries";

const PAGES = 10;
const PILE: Pile<Segment> = {
  nameOf: ({ name }) => name,
  usesOf: ({ id }) => queries.query({ ...usesQuery(id), staleTime: 0 }),
  holds: ({ kind }) => kind === "segment",
  remove: removeSegment,
  copy: duplicateSegment,
};

/** Groups of people by a rule. */
export function Segments() {
  const { t } = useLingui();
  const [view, change] = useView();
  const may = useMay("edit");
  const from = useCursor<Segment>({ key: [...ALL, "list"], load: loadSegments, pages: PAGES });
  const nothing = from.rows?.length === 0;
  const create = may && (
    <Button component={Link} to="/segments/new" leftSection={<IconPlus size={16} aria-hidden />}>
      <Trans>New segment</Trans>
    </Button>
  );
  return (
    <Page title={t`Segments`} acts={!nothing && create}>
      {!nothing && <Filters label={t`Find a segment`} value={view.q} onFind={(q) => change({ q })} />}
      <List
        name={t`Segments`}
        from={from}
        keep={({ name }) => holds(name, view.q)}
        columns={useColumns()}
        id={({ id }) => id}
        says={({ name }) => name}
        opens={({ id }) => ({ to: "/segments/$segmentId", params: { segmentId: id } })}
        {...(may && {
          bulk: (selected: Segment[], done: () => void) => <Several of={PILE} items={selected} done={done} />,
        })}
        usual="name"
        view={view}
        onView={change}
        empty={
          <Empty glyph={IconUsersGroup} title={<Trans>No segments yet</Trans>} act={create}>
            <Trans>A segment is everybody a rule holds for: who could be asked, who bought lately.</Trans>
          </Empty>
        }
        none={<None view={view} clear={() => change({ q: undefined })} />}
      />
    </Page>
  );
}

function None({ view: { q }, clear }: { view: View; clear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={<Trans>No segment is called “{q}”</Trans>}
      act={
        <Button variant="default" onClick={clear}>
          <Trans>Show all again</Trans>
        </Button>
      }
    >
      <Trans>Others may be hidden by what you filter for.</Trans>
    </Empty>
  );
}

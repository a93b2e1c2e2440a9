import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { IconFilterOff, IconSend } from "@tabler/icons-react";

import { useCursor, type Rows } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { ExportCsv } from "../../parts/room/ExportCsv";
import { Page } from "../../parts/Page";
import { useColumns } from "./columns";
import { HEAD, lines } from "./file";
import { Narrow } from "./Narrow";
import { ALL, loader, noteExported, type Message } from "./queries";
import { deliveries, fits, idOf, type Delivery } from "./rows";
import { asked, narrows, orderOf, type MessagesView } from "./view";

const PAGE = 50;
/** So far back is looked by itself for what is rare: each page looks at some thousand messages. */
const PAGES = 10;
const ENOUGH = 20;
const EXPORTED = 200;

/** Every push of every person, one row for each device. */
function useDeliveries(view: MessagesView): Rows<Delivery> {
  const from = useCursor<Message>({
    key: [...ALL, "list", orderOf(view), asked(view)],
    load: loader(view, PAGE),
    pages: PAGES,
    enough: ENOUGH,
  });
  const { rows, ...rest } = from;
  return { ...rest, rows: rows && deliveries(rows) };
}

export function Messages() {
  const { t } = useLingui();
  const [view, change] = useView<MessagesView>();
  const from = useDeliveries(view);
  const narrowed = narrows(view);
  const nothing = from.rows?.length === 0;
  const clear = (): void => change(Object.fromEntries(Object.keys(view).map((name) => [name, undefined])));
  const file = (
    <ExportCsv
      name={t`messages`}
      head={HEAD}
      load={loader(view, EXPORTED)}
      rows={(message) => lines(view, message)}
      note={noteExported(view)}
    />
  );
  return (
    <Page title={t`Messages`} acts={!nothing && file}>
      {(narrowed || !nothing) && (
        <Filters label={t`Find by user ID`} value={view.q} onFind={(q) => change({ q })}>
          <Narrow view={view} onView={change} />
        </Filters>
      )}
      <List
        name={t`Messages`}
        from={from}
        keep={(row) => fits(view, row)}
        ordered
        columns={useColumns()}
        id={idOf}
        says={({ message }) => message.push}
        opens={({ message }) => ({ to: "/messages/$messageId", params: { messageId: message.id } })}
        usual="-when"
        view={view}
        onView={change}
        empty={narrowed ? <None from={from} clear={clear} /> : <Nothing />}
        none={<None from={from} clear={clear} />}
      />
    </Page>
  );
}

function Nothing() {
  return (
    <Empty
      glyph={IconSend}
      title={<Trans>No push was sent yet</Trans>}
      act={
        <Button component={Link} to="/journeys">
          <Trans>Go to journeys</Trans>
        </Button>
      }
    >
      <Trans>Each push of each person appears here with what became of it. Publish a journey that sends one.</Trans>
    </Empty>
  );
}

/** There may be messages, but none that the view shows: not so far back. */
function None({ from: { more }, clear }: { from: Rows<Delivery>; clear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={more ? <Trans>None among the latest messages</Trans> : <Trans>No message is like that</Trans>}
      act={
        <Button.Group>
          {more && (
            <Button loading={more.loading} onClick={more.load}>
              <Trans>Look further back</Trans>
            </Button>
          )}
          <Button variant="default" onClick={clear}>
            <Trans>Show all again</Trans>
          </Button>
        </Button.Group>
      }
    >
      <Trans>Others may be hidden by what you filter for.</Trans>
    </Empty>
  );
}

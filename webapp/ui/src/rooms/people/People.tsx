import { Button, SegmentedControl } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { IconFilterOff, IconUsers } from "@tabler/icons-react";

import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { oneOf, useView } from "../../list/view";
import { stateWord } from "../../parts/Chip";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import { ExportCsv } from "../../parts/room/ExportCsv";
import { HEAD, lineOf } from "../../parts/room/peopleFile";
import { useMay } from "../../session/session";
import { nameOf, useColumns } from "./columns";
import { Import } from "./importing/Import";
import css from "./Person.module.css";
import { loadPeople, noteExported, searchQuery, type Person } from "./queries";
import { usePeople } from "./usePeople";
import { STATUSES, type PeopleView } from "./view";

/** A section of the settings. */
const INSTALL: string = "/settings/install";

export function People() {
  const { t } = useLingui();
  const [view, change] = useView<PeopleView>();
  const from = usePeople(view);
  const nothing = isNothing(view, from.rows);
  const none = <None view={view} onClear={() => change({ q: undefined, status: undefined })} />;
  return (
    <Page title={t`People`} acts={<PeopleActs view={view} nothing={nothing} />}>
      {!nothing && (
        <Filters label={t`Find by name, e-mail or ID`} value={view.q} onFind={(q) => change({ q })}>
          <SegmentedControl
            className={css.choices ?? ""}
            aria-label={t`Push status`}
            value={view.status ?? ""}
            onChange={(picked) => change({ status: oneOf(picked, STATUSES) })}
            data={[
              { value: "", label: t`All` },
              ...STATUSES.map((each) => ({ value: each, label: stateWord("push", each) })),
            ]}
          />
        </Filters>
      )}
      {from.more && (
        <p className={css.hint}>
          <Trans>Those seen last are listed here. Anybody else is found by name, e-mail or the whole ID.</Trans>
        </p>
      )}
      <List
        name={t`People`}
        from={from}
        columns={useColumns()}
        id={({ id }) => id}
        says={nameOf}
        opens={({ id }) => ({ to: "/people/$personId", params: { personId: id } })}
        usual="-seen"
        view={view}
        onView={change}
        empty={
          nothing ? (
            <Empty
              glyph={IconUsers}
              title={<Trans>Nobody was seen yet</Trans>}
              act={
                <Button component={Link} to={INSTALL}>
                  <Trans>Install the snippet</Trans>
                </Button>
              }
            >
              <Trans>People appear here with their first event. Put the snippet on your site, or import events.</Trans>
            </Empty>
          ) : (
            none
          )
        }
        none={none}
      />
    </Page>
  );
}

/** Whether there is nobody at all. */
const isNothing = ({ q, status }: PeopleView, rows: Person[] | undefined): boolean =>
  rows?.length === 0 && status === undefined && !q;

/** People come from a file, and go into one. */
function PeopleActs({ view, nothing }: { view: PeopleView; nothing: boolean }) {
  const may = useMay("edit");
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      {may && (
        <Button variant="default" onClick={open}>
          <Trans>Import…</Trans>
        </Button>
      )}
      {!nothing && <Export view={view} />}
      {opened && <Import close={close} />}
    </>
  );
}

/** Those of the list as a file: whom a search finds, or all of a push status. */
function Export({ view: { q = "", status } }: { view: PeopleView }) {
  const { t } = useLingui();
  const words = q.trim();
  const found = async (): Promise<PageOf<Person>> => ({
    items: await queries.query({ ...searchQuery(words, status), staleTime: 0 }),
    next: null,
  });
  const load = words === "" ? loadPeople(status) : found;
  const note = noteExported({ status, searched: words !== "" });
  return <ExportCsv name={t`people`} head={HEAD} load={load} rows={lineOf} note={note} />;
}

/** There are people, but none that the view shows. */
function None({ view: { q }, onClear }: { view: PeopleView; onClear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={q ? <Trans>Nobody is found by “{q}”</Trans> : <Trans>Nobody has this push status</Trans>}
      act={
        <Button variant="default" onClick={onClear}>
          <Trans>Show all again</Trans>
        </Button>
      }
    >
      {q ? (
        <Trans>
          A search takes the beginning of a name or an e-mail, or a whole ID: the user ID, the anonymous ID, or the one
          in the address of a person's page.
        </Trans>
      ) : (
        <Trans>Others may be hidden by what you filter for.</Trans>
      )}
    </Empty>
  );
}

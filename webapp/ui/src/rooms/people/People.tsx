import { Button, SegmentedControl } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconFilterOff, IconUsers } from "@tabler/icons-react";

import { useCursor, type Rows } from "../../list/cursor";
import { Filters } from "../../list/Filters";
import { List } from "../../list/List";
import { oneOf, useView } from "../../list/view";
import { stateWord } from "../../parts/Chip";
import { Empty } from "../../parts/Empty";
import { Page } from "../../parts/Page";
import { nameOf, useColumns } from "./columns";
import css from "./Person.module.css";
import { ALL, byUserIdQuery, loadPeople, type Person } from "./queries";
import { shows, STATUSES, type PeopleView } from "./view";

/** A section of the settings. */
const INSTALL: string = "/settings/install";
/** So many pages are fetched: the 2,000 who were seen last. Anybody else is found by her user id. */
const PAGES = 10;

/** The list, and whoever bears the searched user id though she stands further down. */
function usePeople({ q = "", status }: PeopleView): Rows<Person> {
  const from = useCursor<Person>({ key: [...ALL, "list", status], load: loadPeople(status), pages: PAGES });
  const { data: exact = [] } = useQuery(byUserIdQuery(q.trim()));
  const { rows } = from;
  if (!rows) return from;
  const held = new Set(rows.map(({ id }) => id));
  return { ...from, rows: [...exact.filter(({ id }) => !held.has(id)), ...rows] };
}

export function People() {
  const { t } = useLingui();
  const [view, change] = useView<PeopleView>();
  const from = usePeople(view);
  const nothing = from.rows?.length === 0 && view.status === undefined;
  const none = <None view={view} onClear={() => change({ q: undefined, status: undefined })} />;
  return (
    <Page title={t`People`}>
      {!nothing && (
        <Filters label={t`Find by user ID`} value={view.q} onFind={(q) => change({ q })}>
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
          <Trans>Those seen last are listed here. Anybody else is found by the whole user ID.</Trans>
        </p>
      )}
      <List
        name={t`People`}
        from={from}
        keep={(row) => shows(view, row)}
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

/** There are people, but none that the view shows. */
function None({ view: { q }, onClear }: { view: PeopleView; onClear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={q ? <Trans>Nobody has the user ID “{q}”</Trans> : <Trans>Nobody has this push status</Trans>}
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

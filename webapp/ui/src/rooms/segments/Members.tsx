import { IconUsersGroup } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";

import { useCursor } from "../../list/cursor";
import { List } from "../../list/List";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { calledOf } from "../../parts/room/called";
import { ExportCsv } from "../../parts/room/ExportCsv";
import { HEAD, lineOf } from "../../parts/room/peopleFile";
import { useMemberColumns } from "./columns";
import { ALL, loadMembers, noteExported, type Person, type Segment } from "./queries";
import css from "./Segments.module.css";

/** So many pages of 200 are fetched to be sorted here: the 1,000 who were seen last. */
const PAGES = 5;

/** Who is in it now, by the rule as it is saved. */
export function Members({ segment: { id, name, version } }: { segment: Segment }) {
  const { t } = useLingui();
  const [view, change] = useView();
  const from = useCursor<Person>({ key: [...ALL, id, "people", version], load: loadMembers(id, "seen"), pages: PAGES });
  const none = (
    <Empty glyph={IconUsersGroup} title={<Trans>Nobody is in it now</Trans>}>
      <Trans>People come in by themselves as soon as the rule holds for them.</Trans>
    </Empty>
  );
  return (
    <>
      {from.rows && from.rows.length > 0 && (
        <div className={css.above}>
          <ExportCsv name={name} head={HEAD} load={loadMembers(id)} rows={lineOf} note={noteExported(id)} />
        </div>
      )}
      {from.more && (
        <p className={css.hint}>
          <Trans>Those seen last are listed here; the export has all.</Trans>
        </p>
      )}
      <List
        name={t`Members`}
        from={from}
        columns={useMemberColumns()}
        id={(row) => row.id}
        says={calledOf}
        opens={(row) => ({ to: "/people/$personId", params: { personId: row.id } })}
        usual="-seen"
        view={view}
        onView={change}
        empty={none}
        none={none}
      />
    </>
  );
}

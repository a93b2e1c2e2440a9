import { IconUsersGroup } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";

import { useCursor } from "../../list/cursor";
import { List } from "../../list/List";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { ExportCsv } from "../../parts/room/ExportCsv";
import { useMemberColumns, whoIs } from "./columns";
import { ALL, loadMembers, noteExported, type Person, type Segment } from "./queries";
import css from "./Segments.module.css";

const PAGE = 50;
const EXPORTED = 200;
const HEAD = ["person", "user_id", "language", "push_status", "created_at", "last_seen_at"];

const lineOf = ({ id, user_id: user, language, push_status: status, ...rest }: Person) => [
  [id, user, language, status, rest.created_at, rest.last_seen_at],
];

/** Who is in it now, by the rule as it is saved. */
export function Members({ segment: { id, name, version } }: { segment: Segment }) {
  const { t } = useLingui();
  const [view, change] = useView();
  const from = useCursor<Person>({ key: [...ALL, id, "people", version], load: loadMembers(id, PAGE) });
  const none = (
    <Empty glyph={IconUsersGroup} title={<Trans>Nobody is in it now</Trans>}>
      <Trans>People come in by themselves as soon as the rule holds for them.</Trans>
    </Empty>
  );
  return (
    <>
      {from.rows && from.rows.length > 0 && (
        <div className={css.above}>
          <ExportCsv name={name} head={HEAD} load={loadMembers(id, EXPORTED)} rows={lineOf} note={noteExported(id)} />
        </div>
      )}
      <List
        name={t`Members`}
        from={from}
        ordered
        columns={useMemberColumns()}
        id={(row) => row.id}
        says={whoIs}
        opens={(row) => ({ to: "/people/$personId", params: { personId: row.id } })}
        usual="name"
        view={view}
        onView={change}
        empty={none}
        none={none}
      />
    </>
  );
}

import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDownload, IconFilterOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { useCursor } from "../../list/cursor";
import { useView } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { Failure, tellFailure } from "../../parts/Failure";
import { keep } from "../../parts/room/file";
import { Time } from "../../parts/Time";
import { AUDIT, exportChanges, kindsQuery, loadChanges, type Change } from "./auditQueries";
import type { AuditView } from "./auditView";
import { actWord, detailOf } from "./auditWords";
import { ForAdmins } from "./ForAdmins";
import { Sections } from "./Sections";
import css from "./Settings.module.css";
import { useNames } from "./useNames";

/** Who did what, and when. */
export function Audit() {
  return (
    <ForAdmins
      at="/settings/audit"
      about={
        <Trans>
          Here stands who changed what in this workspace, and when.
        </Trans>
      }
    >
      <Opened />
    </ForAdmins>
  );
}

function Opened() {
  const [view, change] = useView<AuditView>();
  const from = useCursor<Change>({ key: [...AUDIT, "list", view.who, view.what], load: loadChanges(view) });
  const nothing = from.rows?.length === 0;
  const save = async (): Promise<void> => keep(await exportChanges(view), "audit.csv");
  return (
    <Sections
      at="/settings/audit"
      acts={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void save().catch(tellFailure)}
        >
          <Trans>Export CSV</Trans>
        </Button>
      }
    >
      <Wanted view={view} change={change} />
      {from.error !== null && <Failure error={from.error} retry={from.retry} />}
      {!from.rows && !from.error && <Skeleton height={240} />}
      {nothing && <None onClear={() => change({ who: undefined, what: undefined })} />}
      <Changes rows={from.rows ?? []} />
      {from.more && (
        <Button variant="default" mt={16} onClick={from.more.load} loading={from.more.loading}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </Sections>
  );
}

interface WantedProps {
  view: AuditView;
  change: (part: { who?: string | undefined; what?: string | undefined }) => void;
}

/** Also what an address asks for that the log has nothing of. */
const withChosen = (known: readonly string[] = [], chosen?: string): string[] => [
  ...new Set([...known, ...(chosen === undefined ? [] : [chosen])]),
];

function Wanted({ view, change }: WantedProps) {
  const { t } = useLingui();
  const { data } = useQuery(kindsQuery);
  const name = useNames();
  const people = withChosen(data?.who, view.who);
  const acts = withChosen(data?.what, view.what);
  return (
    <div className={css.filters} role="search">
      <NativeSelect
        aria-label={t`By whom`}
        value={view.who ?? ""}
        onChange={(event) => change({ who: event.currentTarget.value || undefined })}
        data={[{ value: "", label: t`Everybody` }, ...people.map((who) => ({ value: who, label: name(who) }))]}
      />
      <NativeSelect
        aria-label={t`What was done`}
        value={view.what ?? ""}
        onChange={(event) => change({ what: event.currentTarget.value || undefined })}
        data={[{ value: "", label: t`Everything` }, ...acts.map((what) => ({ value: what, label: actWord(what) }))]}
      />
    </div>
  );
}

function Changes({ rows }: { rows: readonly Change[] }) {
  const { t } = useLingui();
  const name = useNames();
  return (
    <ol className={css.rows} aria-label={t`Audit log`}>
      {rows.map(({ id, at, who, what, target, detail }) => (
        <li key={id} className={css.row}>
          <div className={css.what}>
            <div>{actWord(what)}</div>
            <div className={css.about}>
              <bdi>{name(who)}</bdi>
              {name(target) !== name(who) && (
                <>
                  {" "}
                  · <bdi>{name(target)}</bdi>
                </>
              )}
              {Object.keys(detail).length > 0 && (
                <>
                  {" "}
                  · <bdi>{detailOf(detail)}</bdi>
                </>
              )}
            </div>
          </div>
          <span className={css.when}>
            <Time at={at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function None({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={<Trans>Nothing like that was done</Trans>}
      act={
        <Button variant="default" onClick={onClear}>
          <Trans>Show all again</Trans>
        </Button>
      }
    >
      <Trans>Every change that somebody makes in this workspace is listed here, for ever.</Trans>
    </Empty>
  );
}

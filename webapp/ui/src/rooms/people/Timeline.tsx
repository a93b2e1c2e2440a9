import { Button, SegmentedControl } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { useCursor, type Rows } from "../../list/cursor";
import { oneOf, useView } from "../../list/view";
import { Waiting } from "../../list/Waiting";
import { Failure } from "../../parts/Failure";
import { EntryRow } from "./EntryRow";
import css from "./Person.module.css";
import { ALL, loadEvents, loadMessages, loadRuns } from "./queries";
import { eventEntries, KINDS, messageEntries, runEntries, woven, type Entry, type Kind, type Stream } from "./timeline";
import type { PersonView } from "./view";

interface Source {
  kinds: readonly Kind[];
  from: Rows<unknown>;
  stream: Stream;
}

/** The three lists of the server as one has them so far. */
function useSources(person: string): Source[] {
  const key = [...ALL, person];
  const events = useCursor({ key: [...key, "events"], load: (after) => loadEvents(person, after) });
  const runs = useCursor({ key: [...key, "runs"], load: (after) => loadRuns(person, after) });
  const messages = useCursor({ key: [...key, "messages"], load: (after) => loadMessages(person, after) });
  const source = (kinds: readonly Kind[], from: Rows<unknown>, entries: readonly Entry[]): Source => ({
    kinds,
    from,
    stream: { entries, more: from.more !== undefined },
  });
  return [
    source(["events", "status"], events, eventEntries(events.rows ?? [])),
    source(["runs"], runs, runEntries(runs.rows ?? [])),
    source(["messages"], messages, messageEntries(messages.rows ?? [])),
  ];
}

/** Everything that happened to her, the newest first; what is shown stands in the address. */
export function Timeline({ person }: { person: string }) {
  const { t } = useLingui();
  const [{ show, open }, change] = useView<PersonView>();
  const sources = useSources(person).filter(({ kinds }) => show === undefined || kinds.includes(show));
  const entries = woven(sources.map(({ stream }) => stream)).filter(({ kind }) => show === undefined || kind === show);
  const words: Record<Kind, string> = {
    events: t`Events`,
    status: t`Push status`,
    runs: t`Journeys`,
    messages: t`Messages`,
  };
  return (
    <section className={css.timeline} aria-label={t`Timeline`}>
      <SegmentedControl
        className={css.choices ?? ""}
        aria-label={t`Show`}
        value={show ?? ""}
        onChange={(picked) => change({ show: oneOf(picked, KINDS) })}
        data={[{ value: "", label: t`Everything` }, ...KINDS.map((each) => ({ value: each, label: words[each] }))]}
      />
      <ol className={css.entries}>
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} open={open === entry.id} onOpen={(id) => change({ open: id })} />
        ))}
      </ol>
      <Rest sources={sources.map(({ from }) => from)} nothing={entries.length === 0} />
    </section>
  );
}

/** Below what is there: what failed, what is on its way, what is older. */
function Rest({ sources, nothing }: { sources: readonly Rows<unknown>[]; nothing: boolean }) {
  const failed = sources.find(({ error }) => error);
  if (failed) return <Failure error={failed.error} retry={failed.retry} />;
  if (sources.some(({ rows }) => !rows)) return <Waiting columns={2} />;
  const older = sources.flatMap(({ more }) => more ?? []);
  if (older.length > 0) {
    return (
      <Button
        variant="default"
        loading={older.some(({ loading }) => loading)}
        onClick={() => older.forEach(({ load }) => load())}
      >
        <Trans>Show older</Trans>
      </Button>
    );
  }
  return (
    <p className={css.hint}>
      {nothing ? <Trans>Nothing of this kind has happened.</Trans> : <Trans>This is the beginning.</Trans>}
    </p>
  );
}

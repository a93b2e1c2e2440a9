import { Button, SegmentedControl } from "@mantine/core";
import { IconBroadcast, IconFilterOff, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { Filters } from "../../list/Filters";
import { oneOf, useView } from "../../list/view";
import { Waiting } from "../../list/Waiting";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { Page } from "../../parts/Page";
import { Pick } from "../../parts/room/Pick";
import { EntryRow } from "./EntryRow";
import css from "./Live.module.css";
import { PersonField } from "./PersonField";
import { useLive } from "./useLive";
import { KINDS, SHOWS, type LiveView, type Show } from "./view";

/** What arrives, as it arrives, and what is refused and why. */
export function Live() {
  const { t } = useLingui();
  const [view, change] = useView<LiveView>();
  const live = useLive(view);
  const words: Record<Show, string> = { accepted: t`Accepted`, refused: t`Refused` };
  const Turn = live.paused ? IconPlayerPlay : IconPlayerPause;
  const turn = (
    <Button
      variant="default"
      leftSection={<Turn size={16} aria-hidden />}
      aria-pressed={live.paused}
      onClick={() => live.pause(!live.paused)}
    >
      {live.paused ? <Trans>Go on</Trans> : <Trans>Pause</Trans>}
    </Button>
  );
  return (
    <Page title={t`Live events`} acts={turn}>
      <Filters label={t`Find by name or error`} value={view.q} onFind={(q) => change({ q })}>
        <SegmentedControl
          aria-label={t`Show`}
          value={view.show ?? ""}
          onChange={(picked) => change({ show: oneOf(picked, SHOWS) })}
          data={[{ value: "", label: t`Everything` }, ...SHOWS.map((each) => ({ value: each, label: words[each] }))]}
        />
        <Pick
          label={t`Type`}
          value={view.kind}
          onPick={(picked) => change({ kind: oneOf(picked, KINDS) })}
          data={KINDS.map((each) => ({ value: each, label: each }))}
        />
        <PersonField value={view.person} onPerson={(person) => change({ person })} />
      </Filters>
      <Rows
        live={live}
        view={view}
        onOpen={(open) => change({ open })}
        onClear={() => change({ q: undefined, show: undefined, kind: undefined, person: undefined })}
      />
    </Page>
  );
}

interface RowsProps {
  live: ReturnType<typeof useLive>;
  view: LiveView;
  onOpen: (id: string | undefined) => void;
  onClear: () => void;
}

function Rows({ live: { rows, error, skipped, retry }, view, onOpen, onClear }: RowsProps) {
  if (!rows) return error ? <Failure error={error} retry={retry} /> : <Waiting columns={3} />;
  if (rows.length === 0) return <Nothing narrowed={narrows(view)} onClear={onClear} />;
  return (
    <>
      {Boolean(error) && <Failure error={error} retry={retry} />}
      {skipped && (
        <p className={css.hint}>
          <Trans>More came than can be shown: these are the latest. Narrow it down to see all of one kind.</Trans>
        </p>
      )}
      <ol className={css.entries}>
        {rows.map((entry) => (
          <EntryRow key={entry.id} entry={entry} open={view.open === entry.id} onOpen={onOpen} />
        ))}
      </ol>
    </>
  );
}

const narrows = ({ q, show, kind, person }: LiveView): boolean => [q, show, kind, person].some(Boolean);

function Nothing({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  return narrowed ? (
    <Empty
      glyph={IconFilterOff}
      title={<Trans>Nothing like this has come yet</Trans>}
      act={
        <Button variant="default" onClick={onClear}>
          <Trans>Show everything</Trans>
        </Button>
      }
    >
      <Trans>What fits appears here within two seconds of its arrival.</Trans>
    </Empty>
  ) : (
    <Empty
      glyph={IconBroadcast}
      title={<Trans>Nothing has come yet</Trans>}
      act={
        <Button component={Link} to="/settings/install">
          <Trans>Install on your site</Trans>
        </Button>
      }
    >
      <Trans>Open your site in another window, or send an event: it appears here within two seconds.</Trans>
    </Empty>
  );
}

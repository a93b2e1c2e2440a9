import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFilterOff, IconUsers } from "@tabler/icons-react";

import { useCursor, type Rows } from "../../list/cursor";
import { List } from "../../list/List";
import { oneOf } from "../../list/view";
import { Empty } from "../../parts/Empty";
import { ExportCsv } from "../../parts/room/ExportCsv";
import { StandingPicks, SystemPick } from "../../parts/room/SendPicks";
import css from "./Campaigns.module.css";
import { HEAD, lineOf } from "./file";
import { ALL, noteExported, recipients, type Campaign, type Recipient } from "./queries";
import { useRecipientColumns } from "./recipientColumns";
import { narrowed, SEND_STATES, type ResultsView } from "./view";

const PAGE = 50;
const PAGES = 10;
const ENOUGH = 20;
const EXPORTED = 200;

interface Props {
  campaign: Campaign;
  view: ResultsView;
  onView: (change: { [Key in keyof ResultsView]?: ResultsView[Key] | undefined }) => void;
}

/** Every device that it was made for, with what came of it; narrowed down in the address, taken out as a file. */
export function Recipients({ campaign, view, onView }: Props) {
  const { t } = useLingui();
  const { id, version } = campaign;
  const asked = narrowed(view);
  const from = useCursor<Recipient>({
    key: [...ALL, "recipients", id, version, asked],
    load: recipients(id, view, PAGE),
    pages: PAGES,
    enough: ENOUGH,
  });
  const clear = (): void => onView({ state: undefined, reason: undefined, platform: undefined });
  const none = Object.keys(asked).length > 0 ? <None from={from} clear={clear} /> : <Nobody />;
  return (
    <>
      <div className={css.narrow}>
        <Narrow view={view} onView={onView} />
        <ExportCsv
          name={t`recipients`}
          head={HEAD}
          load={recipients(id, view, EXPORTED)}
          rows={(row) => [lineOf(row)]}
          note={noteExported(id, view)}
        />
      </div>
      <List
        name={t`Recipients`}
        from={from}
        keep={() => true}
        ordered
        columns={useRecipientColumns()}
        id={({ message, device }) => `${message}.${device}`}
        says={({ user_id: user, person }) => user ?? person}
        opens={({ message }) => ({ to: "/messages/$messageId", params: { messageId: message } })}
        usual="person"
        view={view}
        onView={onView}
        empty={none}
        none={none}
      />
    </>
  );
}

function Narrow({ view, onView }: Omit<Props, "campaign">) {
  return (
    <>
      <StandingPicks
        states={SEND_STATES}
        state={view.state}
        reason={view.reason}
        onState={(picked) => onView({ state: oneOf(picked, SEND_STATES) })}
        onReason={(reason) => onView({ reason })}
      />
      <SystemPick platform={view.platform} onPlatform={(platform) => onView({ platform })} />
    </>
  );
}

function Nobody() {
  return (
    <Empty glyph={IconUsers} title={<Trans>Nobody got it yet</Trans>}>
      <Trans>Each device appears here when its batch begins.</Trans>
    </Empty>
  );
}

/** There may be recipients, but none that the view shows: not so far on. */
function None({ from: { more }, clear }: { from: Rows<Recipient>; clear: () => void }) {
  return (
    <Empty
      glyph={IconFilterOff}
      title={more ? <Trans>None so far</Trans> : <Trans>No recipient is like that</Trans>}
      act={
        <Button.Group>
          {more && (
            <Button loading={more.loading} onClick={more.load}>
              <Trans>Look further</Trans>
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

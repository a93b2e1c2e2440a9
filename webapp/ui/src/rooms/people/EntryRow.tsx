import { IconActivity, IconBellCog, IconChevronDown, IconRoute, IconSend } from "@tabler/icons-react";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { campaignTitlesQuery, journeyNamesQuery, pushesQuery } from "../../api/names";
import { State } from "../../parts/Chip";
import { Time } from "../../parts/Time";
import { MessageDetail } from "./MessageDetail";
import css from "./Person.module.css";
import type { Happening, Message, Run } from "./queries";
import { causeWord, deviceWord, runWord } from "./reasons";
import { brief, standing, type Entry, type Kind } from "./timeline";

const GLYPHS = {
  events: IconActivity,
  status: IconBellCog,
  runs: IconRoute,
  messages: IconSend,
} as const satisfies Record<Kind, unknown>;

interface Props {
  entry: Entry;
  open: boolean;
  onOpen: (id: string | undefined) => void;
}

/** One thing that happened: what, beside it in short the rest, and when. */
export function EntryRow({ entry, open, onOpen }: Props) {
  const Glyph = GLYPHS[entry.kind];
  return (
    <li className={css.entry}>
      <Glyph className={css.glyph} aria-hidden />
      <div className={css.said}>
        <Said entry={entry} open={open} onOpen={onOpen} />
      </div>
      <span className={css.when}>
        <Time at={"happening" in entry ? entry.happening.at : entry.placed} />
      </span>
    </li>
  );
}

function Said({ entry, open, onOpen }: Props): ReactNode {
  if (entry.kind === "runs") return <RunSaid run={entry.run} />;
  if (entry.kind === "messages") {
    return <MessageSaid message={entry.message} open={open} onOpen={onOpen} />;
  }
  if (entry.kind === "events") return <Event happening={entry.happening} />;
  const Change = "device" in entry.happening.told ? OnDevice : Changed;
  return <Change happening={entry.happening} />;
}

function Event({ happening: { name, told } }: { happening: Happening }) {
  return (
    <>
      <strong>{name}</strong>
      <span className={css.brief}>{brief(told)}</span>
    </>
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function Changed({ happening }: { happening: Happening }) {
  const { from, to, cause } = (happening.told.properties ?? {}) as Record<string, unknown>;
  return (
    <>
      <State kind="push" state={text(from)} /> <span aria-hidden>→</span> <State kind="push" state={text(to)} />
      <span className={css.brief}>{causeWord(text(cause))}</span>
    </>
  );
}

function OnDevice({ happening: { told } }: { happening: Happening }) {
  const status = text(told.status);
  return (
    <>
      <strong>
        <Trans>Device</Trans>
      </strong>
      {deviceWord(status) ?? <State kind="push" state={status} />}
      <span className={css.brief}>{causeWord(text(told.cause))}</span>
    </>
  );
}

function RunSaid({ run }: { run: Run }) {
  const { data: names } = useQuery(journeyNamesQuery);
  const { journey, person, state, reason } = run;
  return (
    <>
      <Link to="/journeys/$journeyId" params={{ journeyId: journey }} search={{ view: "live", person }}>
        {names?.get(journey) ?? journey}
      </Link>
      <span className={css.brief}>{[runWord(state), reason !== "finished" && reason].filter(Boolean).join(" · ")}</span>
    </>
  );
}

function MessageSaid({ message, open, onOpen }: { message: Message } & Omit<Props, "entry">) {
  const { data: pushes } = useQuery(pushesQuery);
  const { data: titles } = useQuery(campaignTitlesQuery);
  const name = pushes?.get(message.push)?.name ?? titles?.get(message.push) ?? message.push;
  return (
    <>
      <button
        type="button"
        className={css.opener}
        aria-expanded={open}
        onClick={() => onOpen(open ? undefined : message.id)}
      >
        {name}
        <IconChevronDown className={css.chevron} data-open={open} aria-hidden />
      </button>
      <Standing state={standing(message)} />
      {open && <MessageDetail message={message} push={pushes?.get(message.push)} />}
    </>
  );
}

function Standing({ state }: { state: string }) {
  return state === "done" ? <Trans>Done</Trans> : <State kind="send" state={state} />;
}

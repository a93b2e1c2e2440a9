import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ReactNode } from "react";

import { CAMPAIGN_STATE, JOURNEY_STATE, PUSH_STATUS, SEND_STATE, type Mark } from "../theme/tokens";
import css from "./Chip.module.css";

/** A state by its glyph, its word and its colour. */
export function Chip({ mark: { tone, glyph: Glyph }, children }: { mark: Mark; children: ReactNode }) {
  const style = { "--tone": `var(--wm-${tone})`, "--wash": `var(--wm-${tone}-wash)` };
  return (
    <span className={css.chip} style={style}>
      <Glyph className={css.glyph} aria-hidden stroke={2} />
      {children}
    </span>
  );
}

type Words<Names extends string> = Record<Names, MessageDescriptor>;

const PUSH: Words<keyof typeof PUSH_STATUS> = {
  ask: msg({ context: "push status", message: "Ask" }),
  allowed: msg({ context: "push status", message: "Allowed" }),
  blocked: msg({ context: "push status", message: "Blocked" }),
  unsupported: msg({ context: "push status", message: "Unsupported" }),
  suspended: msg({ context: "push status", message: "Suspended" }),
};
const SEND: Words<keyof typeof SEND_STATE> = {
  pending: msg({ context: "send", message: "Pending" }),
  claimed: msg({ context: "send", message: "Sending" }),
  accepted: msg({ context: "send", message: "Success" }),
  gone: msg({ context: "send", message: "Failed: the browser withdrew it" }),
  rejected: msg({ context: "send", message: "Failed: refused" }),
  expired: msg({ context: "send", message: "Failed: too late" }),
  unknown: msg({ context: "send", message: "Unknown: no clear answer" }),
  suppressed: msg({ context: "send", message: "Suppressed" }),
  dead: msg({ context: "send", message: "Failed: too late, after tries" }),
};
const JOURNEY: Words<keyof typeof JOURNEY_STATE> = {
  draft: msg({ context: "journey", message: "Draft" }),
  live: msg({ context: "journey", message: "Live" }),
  paused: msg({ context: "journey", message: "Paused" }),
  archived: msg({ context: "journey", message: "Archived" }),
};
const CAMPAIGN: Words<keyof typeof CAMPAIGN_STATE> = {
  draft: msg({ context: "campaign", message: "Draft" }),
  scheduled: msg({ context: "campaign", message: "Planned" }),
  sending: msg({ context: "campaign", message: "Sending" }),
  paused: msg({ context: "campaign", message: "Paused" }),
  done: msg({ context: "campaign", message: "Done" }),
  cancelled: msg({ context: "campaign", message: "Cancelled" }),
};
const KINDS = {
  push: { marks: PUSH_STATUS as Record<string, Mark>, words: PUSH as Record<string, MessageDescriptor> },
  send: { marks: SEND_STATE as Record<string, Mark>, words: SEND as Record<string, MessageDescriptor> },
  campaign: { marks: CAMPAIGN_STATE as Record<string, Mark>, words: CAMPAIGN as Record<string, MessageDescriptor> },
  journey: { marks: JOURNEY_STATE as Record<string, Mark>, words: JOURNEY as Record<string, MessageDescriptor> },
};

/** A state in words. One that a newer server tells of is shown by its own name. */
export function stateWord(kind: keyof typeof KINDS, state: string): string {
  const word = KINDS[kind].words[state];
  return word ? i18n._(word) : state;
}

/** The chip of a push status, a send's state, a campaign's or a journey's. */
export function State({ kind, state }: { kind: keyof typeof KINDS; state: string }) {
  const mark = KINDS[kind].marks[state] ?? KINDS.push.marks.unsupported;
  return mark && <Chip mark={mark}>{stateWord(kind, state)}</Chip>;
}

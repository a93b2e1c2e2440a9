/** A play: on whom, from when, and what happens, move by move; taking one back is leaving it out. */
import { spoken } from "../../../server/said";
import { nameOf, portOf, type Document } from "../flow/document";
import type { Dress, LineDress, StepDress } from "../flow/dress";
import type { Beginning, Told, Tried } from "./queries";
import { refusalWord } from "./refusals";

/** As the API takes one; what the form does not show is as the start asks for it. */
export interface Invented {
  push: string;
  traits: Record<string, unknown>;
  [fact: string]: unknown;
}

export type Move =
  | { event: string; properties: Record<string, unknown> }
  | { answers: "subscribe" | "later" | "dismissed" }
  | { push: string }
  | { until: string }
  | { next_timer: true };

export interface Play {
  /** Somebody of the workspace as she is now; without her the invented person. */
  who: string | undefined;
  invented: Invented;
  /** RFC 3339. */
  start: string;
  moves: readonly Move[];
}

export type Turn =
  | { do: "move"; move: Move }
  | { do: "back" }
  | { do: "again"; start: string }
  | { do: "invent"; invented: Invented };

export const opening = ({ start, person }: { start: string; person: Beginning["person"] }): Omit<Play, "who"> => ({
  invented: { ...person, traits: person.traits ?? {} }, start, moves: [],
});

/** The API plays so many moves at most. */
export const MOST = 100;

export function played(play: Omit<Play, "who">, turn: Turn): Omit<Play, "who"> {
  switch (turn.do) {
    case "move":
      return play.moves.length < MOST ? { ...play, moves: [...play.moves, turn.move] } : play;
    case "back":
      return { ...play, moves: play.moves.slice(0, -1) };
    case "again":
      return { ...play, moves: [], start: turn.start };
    case "invent":
      return { ...play, invented: turn.invented };
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** "Trait: new", one line for each value that a decision looked at. */
const looked = ({ reads }: Told): string[] =>
  reads.map(({ label, field, values }) => {
    const name = field.slice(field.indexOf(".") + 1);
    const shown = values.length === 0 ? "–" : values.map((value) => (value === null ? "–" : text(value))).join(", ");
    const said = spoken(label);
    return field.includes(".") ? `${said} ${name}: ${shown}` : `${said}: ${shown}`;
  });

/** The starts that the last event asked in vain, and why. */
function refused(tried: Tried | undefined): { starts: ReadonlySet<string>; warns: string; says: string[] } | null {
  const heard = tried?.steps.findLast(({ starts }) => starts.length > 0);
  if (!heard || heard.refused === null) return null;
  return { starts: new Set(heard.starts), warns: refusalWord(heard.refused), says: looked(heard) };
}

/** The way lit up: steps that were visited, lines that were taken, and at each decision what it looked at last. */
export function theatreDress({ nodes, edges }: Document, tried: Tried | undefined): Dress {
  const visits = (tried?.steps ?? []).filter(({ node }) => node !== null);
  const here = new Set(tried?.runs.flatMap(({ node, ended }) => (node !== null && ended === null ? [node] : [])));
  const taken = new Set(visits.map(({ node, port }) => `${node} ${port}`));
  const last = new Map(visits.map((visit) => [visit.node, visit]));
  const vain = refused(tried);
  const steps = nodes.map(({ id }): [string, StepDress] => {
    const visit = last.get(id);
    if (vain?.starts.has(id)) return [id, { lit: visit !== undefined, warns: vain.warns, says: vain.says }];
    return [id, { lit: visit !== undefined, here: here.has(id), says: visit && looked(visit) }];
  });
  const lines = edges.map((line): [string, LineDress] => {
    return [nameOf(line), { lit: taken.has(`${line.source} ${portOf(line)}`) }];
  });
  return { steps: new Map(steps), lines: new Map(lines), theatre: visits.length > 0 };
}

/** What came, and what was refused, as one list; what came before stays while there is room. */
import { holds } from "../../list/columns";
import type { Arrival, Refusal } from "./queries";
import type { LiveView } from "./view";

export type Entry = { id: string; at: string; name: string } & (
  | { arrival: Arrival; refusal?: never }
  | { refusal: Refusal; arrival?: never }
);

/** So many stay on the page. */
export const MOST = 500;

/** New ones before those that stand; each once. */
export function joined(before: readonly Arrival[], came: readonly Arrival[]): Arrival[] {
  const stands = new Set(before.map(({ id }) => id));
  return [...came.filter(({ id }) => !stands.has(id)), ...before].slice(0, MOST);
}

/** The latest first, as the view wants them. What was refused is nobody's. */
export function entries(arrivals: readonly Arrival[], refusals: readonly Refusal[], view: LiveView): Entry[] {
  const came: Entry[] = arrivals.map((arrival) => {
    const { id, received_at: at, name } = arrival;
    return { id, at, name, arrival };
  });
  const refused: Entry[] = refusals.map((refusal) => {
    const { id, at, name, kind, code } = refusal;
    return { id, at, name: name ?? kind ?? code, refusal };
  });
  return [...(view.show === "refused" ? [] : came), ...(showsRefused(view) ? refused : [])]
    .filter((entry) => shows(view, entry))
    .toSorted((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}

const showsRefused = ({ show, person }: LiveView): boolean => show !== "accepted" && person === undefined;

function shows({ q, kind }: LiveView, { name, arrival, refusal }: Entry): boolean {
  const told = arrival?.kind.replace("import:", "") ?? refusal?.kind;
  return (kind === undefined || told === kind) && holds(`${name} ${refusal?.code ?? ""}`, q);
}

/** Every change to a draft on the canvas, as a pure function of what was; undo without end. */
import { nameOf, portOf, spotOf, type Document, type Line, type Spot, type Step } from "./document";

export interface Editing {
  now: Document;
  past: readonly Document[];
  future: readonly Document[];
  /** The ids of nodes. */
  selected: readonly string[];
  /** The field that was changed last: letter after letter is one step of the history. */
  field?: string | undefined;
}

export type Renamed = Readonly<Record<string, string | null>>;

export interface Fragment {
  nodes: readonly Step[];
  edges: readonly Line[];
}

export type Act =
  | { do: "add"; step: Step; after?: { source: string; sourceHandle: string } | undefined }
  /** Between the two ends of a line; it goes on from the step's `port`, if it has one. */
  | { do: "insert"; step: Step; line: string; port: string | undefined; to?: Readonly<Record<string, Spot>> }
  | { do: "connect"; line: Line }
  | { do: "disconnect"; source: string; sourceHandle: string }
  | { do: "move"; to: Readonly<Record<string, Spot>> }
  /** `ports` are those that this renames, or takes away (null), with the lines that leave them. */
  | { do: "configure"; id: string; name: string; value: unknown; ports?: Renamed | undefined }
  | { do: "rename"; name: string }
  /** One of the journey's own settings. */
  | { do: "settle"; name: string; value: unknown }
  | { do: "remove"; nodes: readonly string[]; edges: readonly string[] }
  | { do: "paste"; fragment: Fragment }
  | { do: "load"; document: Document }
  | { do: "select"; ids: readonly string[] }
  | { do: "undo" }
  | { do: "redo" };

/** So far from what was copied is what is pasted. */
const ASIDE = 32;

export const begin = (now: Document): Editing => ({ now, past: [], future: [], selected: [] });

const isFrom = (line: Line, source: string, port: string): boolean => line.source === source && portOf(line) === port;

/** The lines with this one, in the place of what left the same port. */
function joined(lines: readonly Line[], line: Line): Line[] {
  return [...lines.filter((each) => !isFrom(each, line.source, portOf(line))), line];
}

/** An id that no node has: the type's name and a number. */
export function freeId(type: string, taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`${type}_${number}`)) number += 1;
  return `${type}_${number}`;
}

export const idsOf = ({ nodes }: Pick<Document, "nodes">): Set<string> => new Set(nodes.map(({ id }) => id));

/** The selected nodes and the lines between them. */
export function copied({ now, selected }: Editing): Fragment {
  const ids = new Set(selected);
  return {
    nodes: now.nodes.filter(({ id }) => ids.has(id)),
    edges: now.edges.filter(({ source, target }) => ids.has(source) && ids.has(target)),
  };
}

function pasted(now: Document, { nodes, edges }: Fragment): { document: Document; ids: string[] } {
  const taken = idsOf(now);
  const names = new Map<string, string>();
  for (const { id, type } of nodes) {
    const name = freeId(type, taken);
    taken.add(name);
    names.set(id, name);
  }
  const id = (old: string): string => names.get(old) ?? old;
  const aside = (step: Step): Spot => ({ x: spotOf(step).x + ASIDE, y: spotOf(step).y + ASIDE });
  const steps = nodes.map((step) => ({ ...step, id: id(step.id), position: aside(step) }));
  const lines = edges.map((line) => ({ source: id(line.source), sourceHandle: portOf(line), target: id(line.target) }));
  return {
    document: { ...now, nodes: [...now.nodes, ...steps], edges: [...now.edges, ...lines] },
    ids: [...names.values()],
  };
}

/** Where a step led to, if that is one place: a step that is taken out leaves its ways in leading there. */
function onwards(edges: readonly Line[], id: string): string | undefined {
  const targets = new Set(edges.filter(({ source }) => source === id).map(({ target }) => target));
  targets.delete(id);
  const [only] = targets;
  return targets.size === 1 ? only : undefined;
}

/** The lines without those of this step; what led to it leads on to where it led. */
function rejoined(edges: readonly Line[], id: string): Line[] {
  const next = onwards(edges, id);
  return edges.flatMap((line) => {
    if (line.source === id) return [];
    if (line.target !== id) return [line];
    return next === undefined || next === line.source ? [] : [{ ...line, target: next }];
  });
}

function without(now: Document, nodes: readonly string[], edges: readonly string[]): Document {
  const [gone, cut] = [new Set(nodes), new Set(edges)];
  // The canvas tells of a step's own lines with it: only others were cut by hand.
  const isCut = (line: Line): boolean => cut.has(nameOf(line)) && !gone.has(line.source) && !gone.has(line.target);
  const kept = nodes.reduce<readonly Line[]>(rejoined, now.edges.filter((line) => !isCut(line)));
  return { ...now, nodes: now.nodes.filter(({ id }) => !gone.has(id)), edges: kept };
}

/** An empty value is taken out, so that the server's own default holds. */
function configured(step: Step, name: string, value: unknown): Step {
  const all = Object.entries({ ...step.config, [name]: value });
  return { ...step, config: Object.fromEntries(all.filter(([, each]) => each !== undefined)) };
}

const each = (now: Document, change: (step: Step) => Step): Document => ({ ...now, nodes: now.nodes.map(change) });

function added(now: Document, step: Step, after: { source: string; sourceHandle: string } | undefined): Document {
  const edges = after ? joined(now.edges, { ...after, target: step.id }) : now.edges;
  return { ...now, nodes: [...now.nodes, step], edges };
}

function inserted(now: Document, { step, line: name, port, to = {} }: Act & { do: "insert" }): Document {
  const line = now.edges.find((each) => nameOf(each) === name);
  if (!line) return added(now, step, undefined);
  const edges = joined(now.edges, { source: line.source, sourceHandle: portOf(line), target: step.id });
  const on: Line[] = port === undefined ? [] : [{ source: step.id, sourceHandle: port, target: line.target }];
  return { ...moved(now, to), nodes: [...moved(now, to).nodes, step], edges: [...edges, ...on] };
}

function moved(now: Document, to: Readonly<Record<string, Spot>>): Document {
  return each(now, (step) => {
    const position = to[step.id];
    return position ? { ...step, position } : step;
  });
}

function set(now: Document, { id, name, value, ports = {} }: Act & { do: "configure" }): Document {
  const changed = each(now, (step) => (step.id === id ? configured(step, name, value) : step));
  const edges = now.edges.flatMap((line) => {
    const port = line.source === id ? ports[portOf(line)] : undefined;
    if (port === undefined) return [line];
    return port === null ? [] : [{ ...line, sourceHandle: port }];
  });
  return { ...changed, edges };
}

/** What another list of named entries does to the ports that the old one made. */
export function renamed(before: readonly string[], after: readonly string[]): Renamed {
  if (before.length !== after.length) {
    return Object.fromEntries(before.filter((name) => !after.includes(name)).map((name) => [name, null]));
  }
  const moved = before.map((name, at): [string, string] => [name, after[at] ?? name]);
  return Object.fromEntries(moved.filter(([old, now]) => old !== now));
}

function settled(now: Document, name: string, value: unknown): Document {
  const settings = { ...(now.settings as object | undefined) };
  const others = Object.entries(settings).filter(([key]) => key !== name);
  return { ...now, settings: Object.fromEntries(value === undefined ? others : [...others, [name, value]]) };
}

const disconnected = (now: Document, source: string, port: string): Document => ({
  ...now,
  edges: now.edges.filter((line) => !isFrom(line, source, port)),
});

type Changing = Exclude<Act, { do: "select" | "undo" | "redo" | "load" }>;
type After = [Document, readonly string[]];
type Changes = { [Do in Changing["do"]]: (editing: Editing, act: Extract<Act, { do: Do }>) => After };

const CHANGES: Changes = {
  add: ({ now }, { step, after }) => [added(now, step, after), [step.id]],
  insert: ({ now }, act) => [inserted(now, act), [act.step.id]],
  connect: ({ now, selected }, { line }) => [{ ...now, edges: joined(now.edges, line) }, selected],
  disconnect: ({ now, selected }, { source, sourceHandle }) => [disconnected(now, source, sourceHandle), selected],
  move: ({ now, selected }, { to }) => [moved(now, to), selected],
  configure: ({ now, selected }, act) => [set(now, act), selected],
  rename: ({ now, selected }, { name }) => [{ ...now, name }, selected],
  settle: ({ now, selected }, { name, value }) => [settled(now, name, value), selected],
  remove: ({ now, selected }, { nodes, edges }) => [
    without(now, nodes, edges),
    selected.filter((id) => !nodes.includes(id)),
  ],
  paste: ({ now }, { fragment }) => {
    const { document, ids } = pasted(now, fragment);
    return [document, ids];
  },
};

/** The document after the act, and what is selected then. */
const changed = (editing: Editing, act: Changing): After =>
  (CHANGES[act.do] as (editing: Editing, act: Changing) => After)(editing, act);

/** One step through the history: what is, goes to the other side. */
function stepped(state: Editing, from: "past" | "future", to: "past" | "future"): Editing {
  const now = state[from].at(-1);
  if (!now) return state;
  const ids = idsOf(now);
  return {
    ...state,
    now,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], state.now],
    selected: state.selected.filter((id) => ids.has(id)),
    field: undefined,
  };
}

/** What is being written, letter after letter. */
function fieldOf(act: Act): string | undefined {
  if (act.do === "configure") return `${act.id} ${act.name}`;
  if (act.do === "settle") return ` ${act.name}`;
  return act.do === "rename" ? "" : undefined;
}

export function edit(state: Editing, act: Act): Editing {
  if (act.do === "select") return { ...state, selected: act.ids, field: undefined };
  if (act.do === "undo") return stepped(state, "past", "future");
  if (act.do === "redo") return stepped(state, "future", "past");
  const [now, selected] = act.do === "load" ? [act.document, []] : changed(state, act);
  const field = fieldOf(act);
  const past = field !== undefined && field === state.field ? state.past : [...state.past, state.now];
  return { now, selected, past, future: [], field };
}

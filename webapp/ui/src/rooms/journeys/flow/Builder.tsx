import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useReducer, type ReactNode } from "react";

import { queries } from "../../../api/queries";
import { journeyQuery, type JourneyWhole } from "../queries";
import { Bar } from "./Bar";
import { Canvas } from "./Canvas";
import { Conflict } from "./Conflict";
import { describedQuery, fresh, portsOf, type Described } from "./description";
import { portOf, readDocument, spotOf, type Document, type Spot } from "./document";
import { edit, freeId, idsOf, type Act, type Editing } from "./edit";
import css from "./Flow.module.css";
import { CARD, tidied } from "./layout";
import { Palette } from "./Palette";
import { recalled, useRemembering } from "./remembered";
import { Side } from "./Side";
import { useKeys } from "./useKeys";
import { useSaving, type Keeping } from "./useSaving";

interface Props {
  journey: JourneyWhole;
  document: Document;
  may: boolean;
  /** What stands below, and above: both may lead to a step. */
  children: (tools: { keeping: Keeping; show: (id: string) => void }, canvas: ReactNode) => ReactNode;
}

const BELOW = 56;

/** Where a step that is added goes: below the one that is selected, from its first free port. */
function place({ now, selected }: Editing, described: Described): { at: Spot; after?: Act & { do: "disconnect" } } {
  const last = now.nodes.find(({ id }) => id === selected.at(-1)) ?? now.nodes.at(-1);
  if (!last) return { at: { x: 0, y: 0 } };
  const ports = portsOf(described.types.get(last.type), last.config ?? {});
  const taken = new Set(now.edges.filter(({ source }) => source === last.id).map(portOf));
  const free = ports.find((port) => !taken.has(port));
  const { x, y } = spotOf(last);
  const aside = free === undefined ? CARD.width + BELOW : (CARD.width + BELOW) * ports.indexOf(free);
  const at = { x: x + aside, y: y + CARD.height + BELOW };
  return free === undefined ? { at } : { at, after: { do: "disconnect", source: last.id, sourceHandle: free } };
}

function Drawn({ journey, document, may, children }: Props) {
  const { data: described } = useSuspenseQuery(describedQuery);
  const [editing, act] = useReducer(edit, document, (fresh) => recalled(journey.id, fresh));
  useRemembering(journey.id, editing);
  const keeping = useSaving(journey, editing.now);
  const flow = useReactFlow();
  useKeys(editing, act, may);
  const ports = (id: string): readonly string[] => {
    const step = editing.now.nodes.find((each) => each.id === id);
    return portsOf(step && described.types.get(step.type), step?.config ?? {});
  };
  const add = (name: string, at?: Spot): void => {
    const type = described.types.get(name);
    if (!type) return;
    const found = place(editing, described);
    const step = { id: freeId(name, idsOf(editing.now)), type: name, position: at ?? found.at, config: fresh(type) };
    const { source, sourceHandle } = found.after ?? {};
    const joins = !at && !type.starts && source !== undefined && sourceHandle !== undefined;
    act({ do: "add", step, after: joins ? { source, sourceHandle } : undefined });
    requestAnimationFrame(() => void flow.fitView({ padding: 0.2, maxZoom: 1 }));
  };
  const tidy = (): void => {
    act({ do: "move", to: tidied(editing.now, ports) });
    requestAnimationFrame(() => void flow.fitView({ padding: 0.2, maxZoom: 1 }));
  };
  const show = (id: string): void => {
    act({ do: "select", ids: [id] });
    void flow.fitView({ nodes: [{ id }], maxZoom: 1 });
  };
  const load = async (): Promise<void> => {
    const whole = await queries.query({ ...journeyQuery(journey.id), staleTime: 0 });
    const newer = readDocument(whole.draft);
    if (!newer) return;
    act({ do: "load", document: newer });
    keeping.settle(whole, newer);
  };
  const { problems } = journey;
  const one = editing.selected.length === 1 && editing.now.nodes.find(({ id }) => id === editing.selected[0]);
  const canvas = (
    <>
      {may && <Bar editing={editing} state={keeping.state} act={act} tidy={tidy} />}
      {keeping.state === "conflict" && <Conflict document={editing.now} load={load} />}
      <div className={css.builder} data-reading={!may || undefined}>
        {may && <Palette described={described} add={add} />}
        <Canvas {...{ editing, described, problems, may, act }} drop={add} />
        {one && <Side step={one} {...{ editing, described, problems, may, act }} />}
      </div>
    </>
  );
  return children({ keeping, show }, canvas);
}

/** The draft on its canvas, with all that changes it. */
export function Builder(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  );
}

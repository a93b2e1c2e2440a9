import "@xyflow/react/dist/base.css";

import { useComputedColorScheme } from "@mantine/core";
import { Background, Controls, MiniMap, ReactFlow, useReactFlow } from "@xyflow/react";
import type { Connection, NodeChange } from "@xyflow/react";
import { useLingui } from "@lingui/react/macro";
import { useMemo, useState, type DragEvent, type ReactNode } from "react";

import { Card, type CardNode } from "./Card";
import type { Described } from "./description";
import type { Spot } from "./document";
import { dressed, type Dress } from "./dress";
import { card, lines, worst, type Found } from "./drawing";
import type { Act, Editing } from "./edit";
import { FirstView, FIT } from "./firstView";
import css from "./Flow.module.css";
import { KeysHelp } from "./KeysHelp";
import { CARD } from "./layout";
import { Line } from "./Line";

interface Props {
  editing: Editing;
  described: Described;
  problems: readonly Found[];
  may: boolean;
  act: (act: Act) => void;
  /** Something was dropped from the palette: a type's name, and where. */
  drop: (type: string, at: Spot) => void;
  /** What a view lays over it. */
  dress?: Dress | undefined;
  /** What lies over it where there is nothing to be seen. */
  children?: ReactNode;
}

const KINDS = { card: Card };
const LINES = { smoothstep: Line };
/* eslint-disable lingui/no-unlocalized-strings -- a media type, and names of keys */
export const DRAGGED = "text/x-waymark-step";
const KEYS = ["Delete", "Backspace"];
/** So many steps are seen at once: no map is needed. */
const SURVEYED = 12;
/** Any of them adds to what is selected, with a click or with Enter. */
const ADDING = ["Shift", "Control", "Meta"];
/* eslint-enable lingui/no-unlocalized-strings */

/** What the changes of a drag or of the arrow keys come to: where things are, and whether that is the end. */
function moves(changes: readonly NodeChange<CardNode>[]): { to: Record<string, Spot>; over: boolean } | null {
  const moved = changes.flatMap((each) => (each.type === "position" && each.position ? [each] : []));
  if (moved.length === 0) return null;
  const to = Object.fromEntries(moved.map(({ id, position }) => [id, position as Spot]));
  return { to, over: moved.every(({ dragging }) => !dragging) };
}

function selected(now: readonly string[], changes: readonly NodeChange<CardNode>[]): string[] | null {
  const picks = changes.filter((each) => each.type === "select");
  if (picks.length === 0) return null;
  const ids = new Set(now);
  picks.forEach((each) => (each.selected ? ids.add(each.id) : ids.delete(each.id)));
  return [...ids];
}

/** The draft, drawn. All changes go through `act`; here stands only what is being dragged. */
export function Canvas({ editing, described, problems, may, act, drop, dress, children }: Props) {
  const { t, i18n } = useLingui();
  const dark = useComputedColorScheme("light") === "dark";
  const { screenToFlowPosition } = useReactFlow();
  const [moving, setMoving] = useState<Record<string, Spot>>({});
  const [cut, setCut] = useState<readonly string[]>([]);
  const { now } = editing;
  const still = useMemo(() => {
    const signs = worst(problems);
    return now.nodes.map((step) => card(step, described, i18n.locale, signs.get(step.id), dress?.steps.get(step.id)));
  }, [now.nodes, described, problems, i18n.locale, dress]);
  const nodes = useMemo(() => {
    const ids = new Set(editing.selected);
    return still.map((node) => {
      const position = moving[node.id];
      const changed = position !== undefined || ids.has(node.id);
      return changed ? { ...node, selected: ids.has(node.id), ...(position && { position }) } : node;
    });
  }, [still, moving, editing.selected]);
  const edges = useMemo(
    () => lines(now, described).map((line) => ({ ...dressed(line, dress, css), selected: cut.includes(line.id) })),
    [now, described, cut, dress],
  );
  const change = (changes: NodeChange<CardNode>[]): void => {
    const ids = selected(editing.selected, changes);
    if (ids) act({ do: "select", ids });
    const moved = moves(changes);
    if (!moved) return;
    setMoving(moved.over ? {} : moved.to);
    if (moved.over) act({ do: "move", to: moved.to });
  };
  const connect = ({ source, target, sourceHandle }: Connection): void =>
    act({ do: "connect", line: { source, target, sourceHandle: sourceHandle ?? "next" } });
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    drop(event.dataTransfer.getData(DRAGGED), { x: Math.round(x - CARD.width / 2), y: Math.round(y) });
  };
  return (
    <div className={css.canvas} data-theatre={dress?.theatre} dir="ltr" role="region" aria-label={t`Canvas`}>
      <ReactFlow<CardNode>
        nodes={nodes}
        edges={edges}
        nodeTypes={KINDS}
        edgeTypes={LINES}
        colorMode={dark ? "dark" : "light"}
        minZoom={0.1}
        onlyRenderVisibleElements
        nodesDraggable={may}
        nodesConnectable={may}
        edgesFocusable={may}
        deleteKeyCode={may ? KEYS : null}
        multiSelectionKeyCode={ADDING}
        onNodesChange={change}
        onEdgesChange={(changes) => {
          const picks = changes.filter((each) => each.type === "select");
          if (picks.length > 0) setCut(picks.filter((each) => each.selected).map(({ id }) => id));
        }}
        onConnect={connect}
        onBeforeDelete={({ nodes: gone, edges: lost }) => {
          act({ do: "remove", nodes: gone.map(({ id }) => id), edges: lost.map(({ id }) => id) });
          return Promise.resolve(false);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={dropped}
      >
        <FirstView nodes={nodes} />
        <Background />
        <Controls showInteractive={false} fitViewOptions={FIT}>
          {may && <KeysHelp />}
        </Controls>
        {now.nodes.length > SURVEYED && <MiniMap pannable zoomable ariaLabel={t`Map of the whole journey`} />}
      </ReactFlow>
      {children}
    </div>
  );
}

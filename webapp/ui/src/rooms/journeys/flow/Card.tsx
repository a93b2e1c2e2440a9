import { Handle, Position, useStore, type Node, type NodeProps } from "@xyflow/react";
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import { memo } from "react";

import { wayOut } from "../../../server/said";
import type { StepDress } from "./dress";
import css from "./Flow.module.css";
import { look } from "./groups";
import { CARD, portAt } from "./layout";
import { Worn } from "./Worn";

export interface Shown extends Record<string, unknown> {
  group: string;
  title: string;
  words: string;
  ports: readonly string[];
  starts: boolean;
  /** What the linter says of it, the worst first. */
  problem?: { severity: "error" | "warning"; message: string } | undefined;
  /** What a view lays over it. */
  dress?: StepDress | undefined;
}

export type CardNode = Node<Shown, "card">;

/** Below this zoom two lines of words cannot be read: one is drawn large. */
const READABLE = 0.5;
/** Of a journey of more steps than this only the colours are drawn from afar: hundreds are moved at once. */
const MANY = 60;
const AFAR = 0.4;

type Size = "whole" | "small" | "far";

function sizeAt(zoom: number, steps: number): Size {
  if (steps > MANY) return zoom < AFAR ? "far" : "whole";
  return zoom < READABLE ? "small" : "whole";
}

/** A step of the journey: its glyph, its title, what it does, its ports. */
export const Card = memo(function Card({ data, selected, isConnectable }: NodeProps<CardNode>) {
  const size = useStore(({ transform, nodeLookup }) => sizeAt(transform[2], nodeLookup.size));
  const { glyph: Glyph, tone } = look(data.group);
  const style = { "--tone": `var(--wm-${tone})`, "--wash": `var(--wm-${tone}-wash)` };
  const { problem, dress } = data;
  if (size === "far") return <Far data={data} selected={selected} style={style} />;
  const handle = { isConnectable, className: css.dot };
  return (
    <div
      className={css.card}
      style={style}
      data-small={size === "small"}
      data-selected={selected}
      data-problem={problem?.severity}
      {...worn(dress)}
    >
      {!data.starts && <Handle type="target" position={Position.Top} {...handle} />}
      <div className={css.head}>
        <span className={css.glyph}>
          <Glyph size={16} aria-hidden />
        </span>
        <span className={css.name}>{data.title}</span>
        {problem && <Sign {...problem} />}
      </div>
      <div className={css.words} title={data.words}>{data.words}</div>
      <Worn dress={dress} />
      {data.ports.map((port, index) => (
        <Handle
          key={port}
          id={port}
          type="source"
          position={Position.Bottom}
          {...handle}
          style={{ left: portAt(index, data.ports.length) }}
        >
          <Port name={port} shown={data.ports.length > 1} />
        </Handle>
      ))}
    </div>
  );
});

interface FarProps extends Pick<NodeProps<CardNode>, "data" | "selected"> {
  style: Record<string, string>;
}

/**
 * From afar: its colour and its state, and as little else as can be, for hundreds are moved at once. Nobody connects
 * there, so its ports are bare marks by which React Flow finds where lines begin and end.
 */
function Far({ data: { problem, dress, ports, starts }, selected, style }: FarProps) {
  return (
    <div
      className={`${css.card} ${css.far}`}
      style={style}
      data-selected={selected}
      data-problem={problem?.severity}
      {...worn(dress)}
    >
      {!starts && <i className="target" data-handlepos={Position.Top} style={{ left: CARD.width / 2 }} />}
      {ports.map((port, index) => (
        <i
          key={port}
          className="source"
          data-handleid={port}
          data-handlepos={Position.Bottom}
          style={{ left: portAt(index, ports.length) }}
        />
      ))}
    </div>
  );
}

const worn = (dress: StepDress | undefined): Record<string, unknown> => ({
  "data-change": dress?.change,
  "data-lit": dress?.lit,
  "data-here": dress?.here,
});

function Port({ name, shown }: { name: string; shown: boolean }) {
  return shown && <span className={css.port}>{wayOut(name)}</span>;
}

function Sign({ severity, message }: { severity: string; message: string }) {
  const Glyph = severity === "error" ? IconCircleX : IconAlertTriangle;
  return (
    <span className={css.sign} data-severity={severity} title={message}>
      <Glyph size={16} aria-label={message} />
    </span>
  );
}

import { BaseEdge, getSmoothStepPath, type EdgeProps } from "@xyflow/react";
import { ph } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useContext, type KeyboardEvent } from "react";

import { wayOut } from "../../../server/said";
import css from "./Flow.module.css";
import { Inserting } from "./inserting";

/** Below the port it leaves: no two lines share one. */
const DOWN = 22;
const RADIUS = 9;
const ARM = 4;
const ROOM = 6;
/** Half of a letter of the label, a little wide, and half of its line with the ground behind it. */
const HALF_LETTER = 3.6;
const HALF_LINE = 10;

/** Where the middle of a line's label stands: where the line has it, or beside the + that would cover it. */
export function besidePlus(label: string, x: number, y: number, plus: { x: number; y: number }): number {
  const half = label.length * HALF_LETTER + ROOM;
  const near = Math.abs(y - plus.y) < HALF_LINE + RADIUS && Math.abs(x - plus.x) < half + RADIUS;
  if (!near) return x;
  return x < plus.x ? plus.x - RADIUS - half : plus.x + RADIUS + half;
}

/** A line between two steps; its + puts another one there. */
export function Line(props: EdgeProps) {
  const { t } = useLingui();
  const insert = useContext(Inserting);
  const { id, source, sourceHandleId, sourceX, sourceY, label, style } = props;
  const port = sourceHandleId ?? "";
  const [path, labelX, labelY] = getSmoothStepPath(props);
  const plus = { x: sourceX, y: sourceY + DOWN };
  const free = insert && typeof label === "string" ? besidePlus(label, labelX, labelY, plus) : labelX;
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    insert?.(id);
  };
  return (
    <>
      <BaseEdge {...{ id, path, label, style, labelY }} labelX={free} />
      {insert && (
        <g
          className={css.plus ?? ""}
          transform={`translate(${plus.x} ${plus.y})`}
          role="button"
          tabIndex={0}
          aria-label={t`Insert a step after ${source}, ${ph({ port: wayOut(port) })}`}
          onKeyDown={press}
          onClick={(event) => {
            event.stopPropagation();
            insert(id);
          }}
        >
          <circle r={RADIUS} />
          <path d={`M${-ARM} 0H${ARM}M0 ${-ARM}V${ARM}`} />
        </g>
      )}
    </>
  );
}

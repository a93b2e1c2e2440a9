import { SmoothStepEdge, type EdgeProps } from "@xyflow/react";
import { ph } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useContext, type KeyboardEvent } from "react";

import { spoken } from "../../../server/said";
import css from "./Flow.module.css";
import { Inserting } from "./inserting";

/** Below the port it leaves: no two lines share one. */
const DOWN = 22;
const ARM = 4;

/** A line between two steps; its + puts another one there. */
export function Line(props: EdgeProps) {
  const { t } = useLingui();
  const insert = useContext(Inserting);
  const { id, source, sourceHandleId, sourceX, sourceY } = props;
  const port = sourceHandleId ?? "";
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    insert?.(id);
  };
  return (
    <>
      <SmoothStepEdge {...props} />
      {insert && (
        <g
          className={css.plus ?? ""}
          transform={`translate(${sourceX} ${sourceY + DOWN})`}
          role="button"
          tabIndex={0}
          aria-label={t`Insert a step after ${source}, ${ph({ port: spoken(port) })}`}
          onKeyDown={press}
          onClick={(event) => {
            event.stopPropagation();
            insert(id);
          }}
        >
          <circle r={9} />
          <path d={`M${-ARM} 0H${ARM}M0 ${-ARM}V${ARM}`} />
        </g>
      )}
    </>
  );
}

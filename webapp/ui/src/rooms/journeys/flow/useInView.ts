/** Brings a step back into view when the form beside the canvas has taken its place. */
import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect } from "react";

import { CARD } from "./layout";

const EDGE = 24;

/** How far to move so that the stretch lies inside the length; what is too long is shown from its start. */
export function nudge(from: number, size: number, length: number): number {
  if (from < EDGE) return EDGE - from;
  return Math.min(0, Math.max(length - EDGE - size - from, EDGE - from));
}

export function useInView(id: string | undefined): void {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    const node = id === undefined ? undefined : flow.getNode(id);
    if (!node || width === 0) return;
    const { x, y, zoom } = flow.getViewport();
    const right = nudge(node.position.x * zoom + x, CARD.width * zoom, width);
    const down = nudge(node.position.y * zoom + y, CARD.height * zoom, height);
    if (right !== 0 || down !== 0) void flow.setViewport({ x: x + right, y: y + down, zoom });
  }, [flow, id, width, height]);
}

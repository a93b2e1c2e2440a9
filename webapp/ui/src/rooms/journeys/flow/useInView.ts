/** Brings a step into view, as little as that takes: a new one, or one whose place the form has taken. */
import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect } from "react";

import type { Spot } from "./document";
import { CARD } from "./layout";

const EDGE = 24;

/** How far to move so that the stretch lies inside the length; what is too long is shown from its start. */
export function nudge(from: number, size: number, length: number): number {
  if (from < EDGE) return EDGE - from;
  return Math.min(0, Math.max(length - EDGE - size - from, EDGE - from));
}

/** Moves the canvas until a step at this spot is seen; its zoom stays. */
export function useBringing(): (spot: Spot) => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useCallback(
    (spot) => {
      const { width, height } = store.getState();
      if (width === 0) return;
      const { x, y, zoom } = flow.getViewport();
      const right = nudge(spot.x * zoom + x, CARD.width * zoom, width);
      const down = nudge(spot.y * zoom + y, CARD.height * zoom, height);
      if (right !== 0 || down !== 0) void flow.setViewport({ x: x + right, y: y + down, zoom });
    },
    [flow, store],
  );
}

export function useInView(id: string | undefined): void {
  const flow = useReactFlow();
  const bring = useBringing();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    const node = id === undefined ? undefined : flow.getNode(id);
    if (node) bring(node.position);
  }, [flow, bring, id, width, height]);
}

/** Where one looks when a journey opens: all of it, if that can be read; else its beginning. */
import { getNodesBounds, getViewportForBounds, useReactFlow, useStore, type Viewport } from "@xyflow/react";
import { useLayoutEffect, useRef } from "react";

import type { CardNode } from "./Card";
import { CARD } from "./layout";

/** Below this zoom nobody reads the words of a card. */
export const READABLE = 0.75;
const SMALLEST = 0.1;
const EDGE = 24;

interface Size {
  width: number;
  height: number;
}

export const FIT = { padding: 0.1, maxZoom: 1 };

export function firstView(nodes: readonly CardNode[], { width, height }: Size): Viewport {
  const bounds = getNodesBounds([...nodes]);
  const all = getViewportForBounds(bounds, width, height, SMALLEST, FIT.maxZoom, FIT.padding);
  if (all.zoom >= READABLE || nodes.length === 0) return all;
  const highest = nodes.toSorted((one, other) => one.position.y - other.position.y);
  const start = highest.find(({ data }) => data.starts) ?? highest[0];
  const { x, y } = start?.position ?? bounds;
  const middle = bounds.width * READABLE + 2 * EDGE <= width ? bounds.x + bounds.width / 2 : x + CARD.width / 2;
  return { x: width / 2 - middle * READABLE, y: EDGE - y * READABLE, zoom: READABLE };
}

/** Looks there once, as soon as it is known how large the canvas is. */
export function FirstView({ nodes }: { nodes: readonly CardNode[] }) {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const ready = useStore((state) => state.panZoom !== null);
  const done = useRef(false);
  useLayoutEffect(() => {
    if (done.current || !ready || width === 0 || height === 0) return;
    done.current = true;
    void flow.setViewport(firstView(nodes, { width, height }));
  }, [flow, nodes, ready, width, height]);
  return null;
}

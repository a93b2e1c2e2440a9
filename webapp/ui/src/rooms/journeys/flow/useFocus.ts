/** Where the focus goes when the canvas changes under it: to a new step, or to what stood beside one that is gone. */
import { useEffect, useRef } from "react";

import type { Document, Line } from "./document";
import { idsOf } from "./edit";

/* eslint-disable lingui/no-unlocalized-strings -- selectors */
const CANVAS = ".react-flow";
const DIALOG = "[role=dialog]";
const stepOf = (id: string): string => `${CANVAS}__node[data-id="${CSS.escape(id)}"]`;
/* eslint-enable lingui/no-unlocalized-strings */

/** The step before what is gone, else the one behind it, else any; null where there is none. */
export function neighbour(before: Document, now: Document): string | null {
  const left = idsOf(now);
  const gone = (id: string): boolean => !left.has(id);
  const lines = new Set(now.edges.map(({ source, target }) => `${source} ${target}`));
  const cut = before.edges.filter(({ source, target }) => !lines.has(`${source} ${target}`));
  const from = (line: Line): boolean => left.has(line.source) && (gone(line.target) || left.has(line.target));
  const to = (line: Line): boolean => left.has(line.target) && gone(line.source);
  return cut.find(from)?.source ?? cut.find(to)?.target ?? now.nodes[0]?.id ?? null;
}

/** So many frames it may take until the canvas has drawn the change. */
const PATIENCE = 30;

/** Again in each frame until it is done. */
function soon(act: () => boolean): () => void {
  let left = PATIENCE;
  let frame = 0;
  const turn = (): void => {
    left -= 1;
    if (left > 0 && !act()) frame = requestAnimationFrame(turn);
  };
  frame = requestAnimationFrame(turn);
  return () => cancelAnimationFrame(frame);
}

const focus = (selector: string): boolean => {
  const found = document.querySelector<HTMLElement>(selector);
  found?.focus({ preventScroll: true });
  return found !== null;
};

/** `selected` are the steps selected now. */
export function useFocus(now: Document, selected: readonly string[]): void {
  const last = useRef(now);
  const [first] = selected;
  useEffect(() => {
    const before = last.current;
    last.current = now;
    if (before === now) return undefined;
    const known = idsOf(before);
    const inDialog = document.activeElement?.closest(DIALOG) !== null;
    if (first !== undefined && !known.has(first) && inDialog) return soon(() => focus(stepOf(first)));
    if (now.nodes.length >= known.size && now.edges.length >= before.edges.length) return undefined;
    const beside = neighbour(before, now);
    return soon(() => {
      if (document.activeElement !== document.body) return false;
      return (beside !== null && focus(stepOf(beside))) || focus(CANVAS);
    });
  }, [now, first]);
}

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
const PATIENCE = 60;

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

/** Whether it has the focus and has kept it: a dialog that closes gives it back to where it came from. */
function holds(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  const kept = found !== null && found === document.activeElement;
  if (!kept) found?.focus({ preventScroll: true });
  return kept;
}

function focused(selector: string): boolean {
  holds(selector);
  return !nowhere();
}

const nowhere = (): boolean => document.activeElement === document.body;

/** `selected` are the steps selected now. */
export function useFocus(now: Document, selected: readonly string[]): void {
  const last = useRef(now);
  const [first] = selected;
  useEffect(() => {
    const before = last.current;
    last.current = now;
    if (before === now) return undefined;
    const known = idsOf(before);
    const open = (): boolean => document.querySelector(DIALOG) !== null;
    if (first !== undefined && !known.has(first) && (open() || nowhere())) {
      return soon(() => !open() && holds(stepOf(first)));
    }
    if (now.nodes.length >= known.size && now.edges.length >= before.edges.length) return undefined;
    const beside = neighbour(before, now);
    return soon(() => nowhere() && ((beside !== null && focused(stepOf(beside))) || focused(CANVAS)));
  }, [now, first]);
}

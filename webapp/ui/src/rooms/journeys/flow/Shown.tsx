import { ReactFlowProvider } from "@xyflow/react";
import { useMemo } from "react";

import { Canvas } from "./Canvas";
import { portsOf, type Described } from "./description";
import { useDescribed } from "./useDescribed";
import type { Document } from "./document";
import type { Dress } from "./dress";
import { begin, type Act } from "./edit";
import { tidied } from "./layout";

interface Props {
  document: Document;
  dress?: Dress | undefined;
  /** The step that is picked, and another one, or none. */
  step?: string | undefined;
  onStep?: (step: string | undefined) => void;
}

const NOTHING: never[] = [];
const refuse = (): void => undefined;

/** With a place for every step: one that was written over the API may have none. */
function placed(document: Document, described: Described): Document {
  if (document.nodes.every(({ position }) => position)) return document;
  const steps = new Map(document.nodes.map((step) => [step.id, step]));
  const at = tidied(document, (id) => {
    const step = steps.get(id);
    return portsOf(step && described.types.get(step.type), step?.config ?? {});
  });
  return { ...document, nodes: document.nodes.map((step) => ({ ...step, position: at[step.id] ?? null })) };
}

/** A journey to be looked at, not changed. */
export function Shown({ document, dress, step, onStep }: Props) {
  const described = useDescribed();
  const editing = useMemo(() => {
    const still = begin(placed(document, described));
    return { ...still, selected: step === undefined ? NOTHING : [step] };
  }, [document, described, step]);
  const act = (done: Act): void => {
    if (done.do === "select") onStep?.(done.ids.at(-1));
  };
  return (
    <ReactFlowProvider>
      <Canvas {...{ editing, described, dress, act }} problems={NOTHING} may={false} drop={refuse} />
    </ReactFlowProvider>
  );
}

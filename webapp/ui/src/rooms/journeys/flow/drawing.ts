/** The document as React Flow draws it. Sizes and ports are told, not measured: nothing jumps. */
import { Position, type Edge } from "@xyflow/react";

import { wayOut } from "../../../server/said";
import type { Schemas } from "../../../api/client";
import type { CardNode } from "./Card";
import { portsOf, type Described, type NodeType } from "./description";
import type { StepDress } from "./dress";
import { nameOf, portOf, spotOf, type Document, type Step } from "./document";
import { CARD, portAt } from "./layout";
import { summary } from "./summary";

export type Found = Schemas["ProblemItem"];

/** By node, an error before a warning. */
export function worst(problems: readonly Found[]): Map<string, Found> {
  const by = new Map<string, Found>();
  for (const each of problems) {
    if (each.node === null) continue;
    const known = by.get(each.node);
    if (!known || (known.severity === "warning" && each.severity === "error")) by.set(each.node, each);
  }
  return by;
}

const dot = { width: 12, height: 12 } as const;

function handles(ports: readonly string[]): NonNullable<CardNode["handles"]> {
  const out = ports.map((id, index) => ({
    id, type: "source" as const, position: Position.Bottom, ...dot,
    x: portAt(index, ports.length) - dot.width / 2, y: CARD.height - dot.height / 2,
  }));
  const x = CARD.width / 2 - dot.width / 2;
  return [{ type: "target", position: Position.Top, x, y: -dot.height / 2, ...dot }, ...out];
}

/** A type that this server does not know: its name alone. */
const unknown = (type: string): NodeType => ({
  type, title: type, group: "", starts: false, summary: "", help: "", ports: [], ports_from: null, form: [],
});

export function card(
  step: Step, described: Described, locale: string, problem?: Found, dress?: StepDress,
): CardNode {
  const type = described.types.get(step.type) ?? unknown(step.type);
  const config = step.config ?? {};
  const ports = portsOf(type, config);
  const { title, group, starts } = type;
  const words = summary(type, config, described, locale);
  return {
    id: step.id,
    type: "card",
    position: spotOf(step),
    ...CARD,
    measured: CARD,
    handles: handles(ports),
    ariaLabel: [title, words, problem?.message].filter(Boolean).join(". "),
    data: { group, title, words, ports, starts, problem, dress },
  };
}

/** Lines are named by their port where there are several to be told apart. */
export function lines({ nodes, edges }: Document, described: Described): Edge[] {
  const steps = new Map(nodes.map((step) => [step.id, step]));
  return edges.map((line) => {
    const from = steps.get(line.source);
    const several = portsOf(from && described.types.get(from.type), from?.config ?? {}).length > 1;
    const { source, target } = line;
    const port = portOf(line);
    const ends = { source, target, sourceHandle: port };
    return { id: nameOf(line), type: "smoothstep", ...ends, ...(several && { label: wayOut(port) }) };
  });
}

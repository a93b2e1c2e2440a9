/** What is done to a draft by hand: steps are added, put on lines, tidied up, gone to. */
import { useReactFlow } from "@xyflow/react";

import { fresh, portsOf, type Described } from "./description";
import type { Spot } from "./document";
import { freeId, idsOf, type Act, type Editing } from "./edit";
import { tidied } from "./layout";
import { between, place } from "./placing";
import { useBringing } from "./useInView";

const FIT = { padding: 0.1, maxZoom: 1 };

export interface Building {
  /** A new step at the place, else below what is selected and joined to it. */
  add: (type: string, at?: Spot) => void;
  insert: (type: string, line: string) => void;
  tidy: () => void;
  show: (id: string) => void;
}

export function useBuilding(editing: Editing, described: Described, act: (act: Act) => void): Building {
  const flow = useReactFlow();
  const bring = useBringing();
  const fit = (): void => void requestAnimationFrame(() => void flow.fitView(FIT));
  const stepOf = (name: string, at: Spot) => {
    const type = described.types.get(name);
    const id = freeId(name, idsOf(editing.now));
    return type && { type, step: { id, type: name, position: at, config: fresh(type) } };
  };
  return {
    add: (name, at) => {
      const found = place(editing, described);
      const made = stepOf(name, at ?? found.at);
      if (!made) return;
      const { type, step } = made;
      act({ do: "add", step, after: !at && !type.starts ? found.after : undefined });
      if (!at) bring(step.position);
    },
    insert: (name, line) => {
      const found = between(editing.now, line);
      const made = found && stepOf(name, found.at);
      if (!made) return;
      const [port] = portsOf(made.type, made.step.config);
      act({ do: "insert", step: made.step, line, port, to: found.to });
    },
    tidy: () => {
      const steps = new Map(editing.now.nodes.map((step) => [step.id, step]));
      const ports = (id: string): readonly string[] => {
        const step = steps.get(id);
        return portsOf(step && described.types.get(step.type), step?.config ?? {});
      };
      act({ do: "move", to: tidied(editing.now, ports) });
      fit();
    },
    show: (id) => {
      act({ do: "select", ids: [id] });
      void flow.fitView({ nodes: [{ id }], maxZoom: 1 });
    },
  };
}

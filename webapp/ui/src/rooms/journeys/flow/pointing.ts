/** The selected step in the address: who reloads, or is sent the link, sees the same. Several are not told. */
import { useEffect } from "react";

import { idsOf, type Editing } from "./edit";

/** With the step of the address selected, if the draft has it. */
export const pointed = (editing: Editing, step: string | undefined): Editing =>
  step !== undefined && idsOf(editing.now).has(step) ? { ...editing, selected: [step] } : editing;

/** What the address says where these are selected. */
export const stepOf = (selected: readonly string[]): string | undefined =>
  selected.length === 1 ? selected[0] : undefined;

type Change = (part: { step: string | undefined }) => void;

export function usePointing(selected: readonly string[], told: string | undefined, change: Change): void {
  const step = stepOf(selected);
  useEffect(() => {
    if (step !== told) change({ step });
  }, [step, told, change]);
}

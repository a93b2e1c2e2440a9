/** What is wrong with a document that is previewed, by the paths of its form's fields. Pure. */
import { Problem } from "../../api/problem";
import type { Faults } from "./useEditing";

interface Told {
  path: string;
  message: string;
}

/** Faults of its shape, for which the preview was refused (422), else those of its content. */
export function faultsOf(told: readonly Told[] = [], error: unknown): Faults {
  if (!(error instanceof Problem)) return Object.fromEntries(told.map(({ path, message }) => [path, message]));
  const shape = Object.entries(error.errors);
  return Object.fromEntries(shape.map(([path, [message = ""]]) => [path.replace(/^document\//, ""), message]));
}

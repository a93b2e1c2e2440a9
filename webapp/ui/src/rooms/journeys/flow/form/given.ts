/** What every control of the form is given, and what they have in common. */
import type { RuleProblem } from "../../../../parts/rules/setting";
import type { Described, Field } from "../description";

export interface ControlProps {
  field: Field;
  value: unknown;
  described: Described;
  /** What the linter says of it, by the path below the field; "" is the field itself. */
  problems: readonly RuleProblem[];
  may: boolean;
  set: (value: unknown) => void;
}

export const asText = (value: unknown): string => (typeof value === "string" ? value : "");
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The problems that lie at or below a path, as seen from there. */
export function below(problems: readonly RuleProblem[], path: string): RuleProblem[] {
  return problems.flatMap((each) => {
    if (each.path === path) return [{ ...each, path: "" }];
    return each.path.startsWith(`${path}/`) ? [{ ...each, path: each.path.slice(path.length + 1) }] : [];
  });
}

/** What is said of the field itself, not of a part of it. */
export const own = (problems: readonly RuleProblem[]): string | null =>
  problems.find(({ path }) => path === "")?.message ?? null;

/** Label, help and error, as Mantine's inputs take them. */
export function common({ field, problems, may }: ControlProps) {
  return {
    label: field.label,
    description: field.help || null,
    withAsterisk: field.required,
    error: problems[0]?.message ?? null,
    disabled: !may,
  };
}

/** The object with another value of this name; without one where it is undefined. */
export function withEntry(object: unknown, name: string, value: unknown): Record<string, unknown> {
  const others = Object.entries(isRecord(object) ? object : {}).filter(([key]) => value !== undefined || key !== name);
  return value === undefined ? Object.fromEntries(others) : { ...Object.fromEntries(others), [name]: value };
}

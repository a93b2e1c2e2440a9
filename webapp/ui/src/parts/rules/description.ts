/** What the server says of rules: the fields that one may name in a scope, and the operators. */

export interface Option {
  value: string;
  label: string;
}

export type FieldType = "text" | "boolean" | "date-time" | "any" | "history";

export interface RuleField {
  /** `push.enabled`; of an open field what stands before its name, with the dot: `trait.`. */
  name: string;
  label: string;
  type: FieldType;
  /** All values that it can have; none where any will do. */
  options: readonly Option[];
  /** One person may have several values of it. */
  many: boolean;
  open: boolean;
  /** What an open one names, such as a segment by its id; null where it is a name. */
  to: string | null;
}

export type Takes = "value" | "list" | "pair" | "nothing" | "history";

export interface RuleOperator {
  name: string;
  label: string;
  /** Between moments: "is before" for "is less than". */
  dated: string;
  takes: Takes;
  /** The types of field that it makes sense for, besides `any`. */
  types: readonly string[];
}

/** What a rule builder is drawn from. */
export interface RuleWords {
  fields: readonly RuleField[];
  operators: readonly RuleOperator[];
}

/** The field that a rule's `field` means, and what stands after an open one's dot. */
export function fieldOf(name: string, { fields }: RuleWords): { field: RuleField; rest: string } | null {
  const fixed = fields.find((each) => !each.open && each.name === name);
  if (fixed) return { field: fixed, rest: "" };
  const open = fields.find((each) => each.open && name.startsWith(each.name));
  return open ? { field: open, rest: name.slice(open.name.length) } : null;
}

/** The operators that make sense for a field, in the server's order. */
export function operatorsOf(field: RuleField, { operators }: RuleWords): readonly RuleOperator[] {
  const counted = (each: RuleOperator): boolean => each.takes === "history";
  if (field.type === "any") return operators.filter((each) => !counted(each));
  return operators.filter((each) => each.types.includes(field.type));
}

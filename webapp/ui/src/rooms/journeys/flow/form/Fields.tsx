import type { RuleProblem } from "../../../../parts/rules/setting";
import { Control } from "./Control";
import type { Described, Field } from "../description";
import { below } from "./given";
import { Told } from "./Told";

interface Props {
  fields: readonly Field[];
  values: Readonly<Record<string, unknown>>;
  described: Described;
  problems: readonly RuleProblem[];
  may: boolean;
  set: (name: string, value: unknown) => void;
}

/** A form: the controls of an object's fields; their words where nothing may be changed. */
export function Fields({ fields, values, described, problems, may, set }: Props) {
  if (!may) return <Told {...{ fields, values, described }} />;
  return fields.map((field) => (
    <Control
      key={field.name}
      field={field}
      value={values[field.name] ?? field.default}
      described={described}
      problems={below(problems, field.name)}
      may={may}
      set={(value) => set(field.name, value)}
    />
  ));
}

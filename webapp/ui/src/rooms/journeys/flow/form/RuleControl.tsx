import { Input } from "@mantine/core";

import { same } from "../../../../parts/rules/query";
import { Rules } from "../../../../parts/rules/Rules";
import { own, type ControlProps } from "./given";

/** A rule; an optional one that has no condition is left out. */
export function RuleControl({ field, value, described, problems, may, set }: ControlProps) {
  const fields = described.rules[field.about === "event" ? "journey" : "segment"];
  return (
    <Input.Wrapper
      component="div"
      labelElement="div"
      label={field.label}
      description={field.help || null}
      withAsterisk={field.required}
      error={own(problems)}
    >
      <Rules
        label={field.label}
        value={value}
        fields={fields}
        problems={problems}
        may={may}
        onChange={(rule) => set(!field.required && same(rule, undefined) ? undefined : rule)}
      />
    </Input.Wrapper>
  );
}

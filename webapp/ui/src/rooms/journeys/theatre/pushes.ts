/** The pushes that a draft names, by what the server says of its fields. */
import type { Described } from "../flow/description";
import { readDocument } from "../flow/document";

const PUSH = "push_resource";

export function pushesOf(draft: unknown, { types }: Described): string[] {
  const nodes = readDocument(draft)?.nodes ?? [];
  const named = nodes.flatMap(({ type, config }) => {
    const fields = types.get(type)?.form.filter(({ to }) => to === PUSH) ?? [];
    return fields.map(({ name }) => config?.[name]);
  });
  return [...new Set(named)].filter((key): key is string => typeof key === "string" && key !== "");
}

/** What a problem is about, in words: "Show popup, Popup". */
import type { Described } from "./description";
import type { Document } from "./document";
import type { Found } from "./drawing";
import { summary } from "./summary";

/** The step by its title, or, where several bear it, by what it does; and the field. "" is the whole journey. */
export function aboutOf({ nodes }: Document, described: Described, locale: string): (problem: Found) => string {
  return ({ node, field }) => {
    const step = nodes.find(({ id }) => id === node);
    const type = step && described.types.get(step.type);
    if (!type) return "";
    const several = nodes.filter((each) => each.type === type.type).length > 1;
    const name = several ? summary(type, step.config ?? {}, described, locale) : type.title;
    return [name || type.title, type.form.find((each) => each.name === field)?.label].filter(Boolean).join(", ");
  };
}

/** A refusal of a segment, as its form takes it. */
import { Problem } from "../../api/problem";
import type { RuleProblem } from "../../parts/rules/setting";

/** Of `rule/rules/0` the rule's own part begins here. */
const PREFIX = 5;

interface Told {
  name: string | undefined;
  rule: RuleProblem[];
}

/** What is wrong with the name, and with the rule by its own paths: `rules/0/value`. */
export function problemsOf(refused: unknown): Told {
  const errors = Object.entries(refused instanceof Problem ? refused.errors : {});
  const rule = errors
    .filter(([path]) => /^rule(\/|$)/.test(path))
    .flatMap(([path, messages]) => messages.map((message) => ({ path: path.slice(PREFIX), message })));
  return { name: errors.find(([path]) => path === "name")?.[1][0], rule };
}

/** The rule builder, loaded with its words when one is first shown.
 *
 * `fields` are the server's: of `GET /node-types` the fields of the scope (segment, journey) and the operators.
 */
import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";

import { learn } from "../../words";
import type { RuleWords } from "./description";
import type { RuleProblem } from "./setting";

export interface RulesProps {
  /** The document; nothing is a rule that always holds. */
  value: unknown;
  /** Told only of what a person changed: the whole new document. */
  onChange: (value: unknown) => void;
  fields: RuleWords;
  problems?: readonly RuleProblem[] | undefined;
  may?: boolean | undefined;
  /** What a screen reader calls the whole. */
  label: string;
}

const Builder = lazy(async () => {
  // eslint-disable-next-line lingui/no-unlocalized-strings -- the name of a folder
  const [module] = await Promise.all([import("./Builder"), learn("parts/rules")]);
  return { default: module.Builder };
});

export function Rules(props: RulesProps) {
  return (
    <Suspense fallback={<Skeleton h={96} />}>
      <Builder {...props} />
    </Suspense>
  );
}

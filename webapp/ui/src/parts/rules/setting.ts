/** What all rows of one rule builder share. */
import type { RuleType } from "react-querybuilder";
import { createContext, useContext } from "react";

import type { RuleWords } from "./description";

/** What is wrong at a path of the document: `rules/0/value`. */
export interface RuleProblem {
  path: string;
  message: string;
}

export interface Setting {
  words: RuleWords;
  problems: readonly RuleProblem[];
  may: boolean;
  /** Put this comparison in the place of the one at the path. */
  set: (path: readonly number[], rule: RuleType) => void;
}

export const SettingContext = createContext<Setting | null>(null);

export function useSetting(): Setting {
  const setting = useContext(SettingContext);
  if (!setting) throw new Error("outside of a rule builder");
  return setting;
}

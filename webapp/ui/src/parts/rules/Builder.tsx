import { Trans } from "@lingui/react/macro";
import { QueryBuilder, type RuleGroupType, type RuleType } from "react-querybuilder";
import { useState } from "react";

import { Group } from "./Group";
import { fromQuery, replaced, same, toQuery } from "./query";
import { Row } from "./Row";
import type { RulesProps } from "./Rules";
import css from "./Rules.module.css";
import { SettingContext, type Setting } from "./setting";

const CONTROLS = { rule: Row, ruleGroup: Group };
const NONE: Setting["problems"] = [];

/** The rule as rows and groups; one that would lose something by that stands here as it is written. */
export function Builder({ value, onChange, fields, problems = NONE, may = true, label }: RulesProps) {
  const [kept, setKept] = useState(() => ({ value, query: toQuery(value) }));
  let { query } = kept;
  // Changed by other means: an undo, a newer draft.
  if (!same(kept.value, value)) {
    query = toQuery(value);
    setKept({ value, query });
  }
  if (!query) return <Written value={value} />;
  const put = (now: RuleGroupType): void => {
    const document = fromQuery(now);
    const changed = !same(value, document);
    setKept({ value: changed ? document : value, query: now });
    if (changed) onChange(document);
  };
  const shown = query;
  const setting = { words: fields, problems, may, set: (path: readonly number[], rule: RuleType): void =>
    put(replaced(shown, path, rule)) };
  return (
    <SettingContext value={setting}>
      <div className={css.rules} role="group" aria-label={label}>
        <QueryBuilder
          query={query}
          onQueryChange={put}
          controlElements={CONTROLS}
          enableMountQueryChange={false}
          suppressStandardClassnames
        />
      </div>
    </SettingContext>
  );
}

/** A rule that this builder cannot draw. */
function Written({ value }: { value: unknown }) {
  return (
    <div>
      <p className={css.empty}>
        <Trans>This rule was written by hand and cannot be drawn here. It is kept as it is.</Trans>
      </p>
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <pre className={css.written} tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
    </div>
  );
}

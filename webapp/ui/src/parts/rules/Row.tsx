import { ActionIcon, Select } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { IconX } from "@tabler/icons-react";
import type { RuleProps, RuleType } from "react-querybuilder";

import { useValues } from "../seen";
import { withField, withOperator, withRest, withValue } from "./comparison";
import { fieldOf, operatorsOf, type Option, type RuleField, type RuleOperator, type RuleWords } from "./description";
import { FieldPick } from "./FieldPick";
import { pathOf } from "./query";
import css from "./Rules.module.css";
import { useSetting } from "./setting";
import { Value } from "./Value";
import { kindsOf } from "./values";

/** Of a field that the server does not tell of: its values are shown as they are written. */
const UNKNOWN: RuleField = {
  name: "", label: "", type: "history", options: [], many: false, open: false, to: null,
};

const strange = (name: string): RuleOperator => ({ name, label: name, dated: name, takes: "value", types: [] });

/** What the server says of a row's field and operator. */
function told(rule: RuleType, words: RuleWords) {
  const found = fieldOf(rule.field, words);
  const field = found?.field ?? UNKNOWN;
  const operator = words.operators.find((each) => each.name === rule.operator) ?? strange(rule.operator);
  const offered = operatorsOf(field, words);
  const operators = offered.includes(operator) ? offered : [...offered, operator];
  const name = [field.label || rule.field, found?.rest].filter(Boolean).join(" ");
  const between = field.type === "date-time" ? "dated" : "label";
  const options: Option[] = operators.map((each) => ({ value: each.name, label: each[between] }));
  return { field, takes: operator.takes, operators: options, name };
}

/** One comparison: what it is about, how it compares, with what. */
export function Row({ rule, path, actions, disabled = false }: RuleProps) {
  const { t } = useLingui();
  const { words, problems, may, set } = useSetting();
  const { field, takes, operators, name } = told(rule, words);
  const offers = useValues(rule.field);
  const here = pathOf(path);
  const wrong = problems.find((each) => each.path === here || each.path.startsWith(`${here}/`));
  const free = may && !disabled;
  const put = (now: RuleType): void => set(path, now);
  return (
    <div className={css.row} role="group" aria-label={name} data-wrong={wrong !== undefined || undefined}>
      <div className={css.what} data-short={takes === "value" && kindsOf(field).length === 1}>
        <FieldPick
          name={rule.field}
          disabled={!free}
          pick={(picked) => put(withField(rule, picked, words, Date.now()))}
          rename={(of, rest) => put(withRest(rule, of, rest))}
        />
        <div className={css.operator}>
          <Select
            aria-label={t`How it compares`}
            disabled={!free}
            allowDeselect={false}
            data={operators}
            value={rule.operator}
            onChange={(picked) => put(withOperator(rule, picked ?? rule.operator, words, Date.now()))}
          />
        </div>
        <div className={css.value}>
          <Value
            takes={takes}
            field={field}
            offers={offers}
            label={t`Value of “${name}”`}
            value={rule.value as unknown}
            may={free}
            set={(value) => put(withValue(rule, value))}
          />
        </div>
      </div>
      {free && (
        <ActionIcon variant="subtle" aria-label={t`Remove “${name}”`} onClick={() => actions.onRuleRemove(path)}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
      {wrong && <p className={css.wrong}>{wrong.message}</p>}
    </div>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";

import type { Described, Field } from "../description";
import { valueWords } from "../summary";
import css from "./Form.module.css";
import { isRecord } from "./given";

interface Props {
  fields: readonly Field[];
  values: Readonly<Record<string, unknown>>;
  described: Described;
}

/** A form to be read: what each field says, in words. */
export function Told({ fields, values, described }: Props) {
  const { i18n } = useLingui();
  return (
    <dl className={css.told}>
      {fields.map((field) => {
        const value = values[field.name] ?? field.default;
        const inside = field.fields && isRecord(value) ? field.fields : null;
        return (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              {inside && isRecord(value) ? (
                <Told fields={inside} values={value} described={described} />
              ) : (
                valueWords(field, value, described, i18n.locale) || <Trans>Not set</Trans>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** One thing of it. */
export function Read({ label, words }: { label: string; words: string }) {
  return (
    <dl className={css.told}>
      <div>
        <dt>{label}</dt>
        <dd>{words}</dd>
      </div>
    </dl>
  );
}

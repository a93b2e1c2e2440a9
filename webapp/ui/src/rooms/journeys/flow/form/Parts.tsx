/** Controls of objects: one with fields of its own, or one out of several. */
import { Select, Stack, Switch } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import { EMPTY } from "../../../../parts/rules/query";
import { fresh, type Field, type Form } from "../description";
import { isRecord, own, withEntry, type ControlProps } from "./given";
import { Fields } from "./Fields";
import css from "./Form.module.css";

/** What an object begins with: its defaults, and something in what it must have. */
function begun(fields: readonly Field[]): Record<string, unknown> {
  const [first] = fields.filter(({ required }) => required);
  const value = first?.widget === "rule" ? EMPTY : "";
  return { ...fresh({ form: fields }), ...(first && { [first.name]: value }) };
}

function Inside({ fields, ...props }: ControlProps & { fields: readonly Field[] }) {
  const { field, value, described, problems, may, set } = props;
  const values = isRecord(value) ? value : {};
  const change = (name: string, now: unknown): void => {
    const changed = withEntry(values, name, now);
    set(Object.keys(changed).length === 0 && !field.required ? undefined : changed);
  };
  return (
    <Stack gap={12}>
      <Fields {...{ fields, values, described, problems, may }} set={change} />
    </Stack>
  );
}

/** An object; where it must have something, it is switched on first. */
export function Whole(props: ControlProps) {
  const { field, value, may, set } = props;
  const fields = field.fields ?? [];
  const optional = !field.required && fields.some(({ required }) => required);
  const shown = !optional || isRecord(value);
  return (
    <fieldset className={css.whole}>
      <legend>{field.label}</legend>
      {optional && (
        <Switch
          label={field.label}
          disabled={!may}
          checked={shown}
          onChange={({ currentTarget }) => set(currentTarget.checked ? begun(fields) : undefined)}
        />
      )}
      {shown && <Inside {...props} fields={fields} />}
    </fieldset>
  );
}

/** The form whose fields the object has. */
function formOf(value: unknown, forms: readonly Form[]): Form | undefined {
  if (!isRecord(value)) return undefined;
  const has = ({ fields }: Form): boolean => fields.some(({ name, required }) => required && name in value);
  return forms.find(has) ?? forms[0];
}

/** One object out of several, or none. */
export function Either(props: ControlProps) {
  const { t } = useLingui();
  const { field, value, problems, may, set } = props;
  const forms = (field.options ?? []) as unknown as readonly Form[];
  const now = formOf(value, forms);
  const names = forms.map((each) => ({ value: each.value, label: each.fields[0]?.label ?? each.value }));
  return (
    <fieldset className={css.whole}>
      <legend>{field.label}</legend>
      <Select
        aria-label={field.label}
        placeholder={t`Never`}
        disabled={!may}
        clearable
        error={own(problems)}
        data={names}
        value={now?.value ?? null}
        onChange={(picked) => {
          const form = forms.find((each) => each.value === picked);
          set(form && begun(form.fields));
        }}
      />
      {now && <Inside {...props} fields={now.fields} />}
    </fieldset>
  );
}

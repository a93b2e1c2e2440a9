import { NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import css from "./Form.module.css";
import { parsed, written } from "./json";

const KINDS = ["text", "number", "truth", "nothing", "json"] as const;
type Kind = (typeof KINDS)[number];

function kindOf(value: unknown): Kind {
  if (value === null) return "nothing";
  const kinds: Record<string, Kind> = { string: "text", number: "number", boolean: "truth" };
  return kinds[typeof value] ?? "json";
}

const FRESH: Record<Kind, unknown> = { text: "", number: 0, truth: true, nothing: null, json: {} };

interface Props {
  name: string;
  value: unknown;
  may: boolean;
  set: (value: unknown) => void;
}

/** A value of any JSON type: the type is picked, then the value. */
export function Worth({ name, value, may, set }: Props) {
  const { t } = useLingui();
  const kind = kindOf(value);
  const words: Record<Kind, string> = {
    text: t`Text`, number: t`Number`, truth: t`Yes or no`, nothing: t`Take away`, json: t`JSON`,
  };
  const label = t`Value of “${name}”`;
  const common = { "aria-label": label, disabled: !may };
  return (
    <div className={css.worth}>
      <Select
        aria-label={t`Kind of “${name}”`}
        disabled={!may}
        allowDeselect={false}
        data={KINDS.map((each) => ({ value: each, label: words[each] }))}
        value={kind}
        onChange={(picked) => {
          if (picked !== null && picked !== kind) set(FRESH[picked]);
        }}
      />
      {kind === "text" && (
        <TextInput {...common} value={value as string} onChange={({ currentTarget }) => set(currentTarget.value)} />
      )}
      {kind === "number" && <Figure {...common} value={value as number} set={set} />}
      {kind === "truth" && (
        <Select
          {...common}
          allowDeselect={false}
          data={[{ value: "true", label: t`yes` }, { value: "false", label: t`no` }]}
          value={String(value)}
          onChange={(picked) => set(picked === "true")}
        />
      )}
      {kind === "json" && <Written {...common} value={value} set={set} />}
    </div>
  );
}

interface PartProps<Value> {
  "aria-label": string;
  disabled: boolean;
  value: Value;
  set: (value: unknown) => void;
}

/** While the field is empty the last number stays: an empty text is no number. */
function Figure({ value, set, ...common }: PartProps<number>) {
  const [empty, setEmpty] = useState(false);
  return (
    <NumberInput
      {...common}
      value={empty ? "" : value}
      onChange={(typed) => {
        setEmpty(typed === "");
        if (typed !== "") set(Number(typed));
      }}
      onBlur={() => setEmpty(false)}
    />
  );
}

function Written({ value, set, ...common }: PartProps<unknown>) {
  const { t } = useLingui();
  const [text, setText] = useState(() => written(value));
  const read = parsed(text);
  return (
    <Textarea
      {...common}
      autosize
      dir="ltr"
      spellCheck={false}
      error={read ? null : t`This is no JSON yet: it is not kept.`}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const now = parsed(currentTarget.value);
        if (typeof now?.value === "object" && now.value !== null) set(now.value);
      }}
    />
  );
}

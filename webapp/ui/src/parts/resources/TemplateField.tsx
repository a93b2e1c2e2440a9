import { Combobox, Textarea, useCombobox } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useRef, useState } from "react";

import { completed, open, suggested, type Gap } from "./completing";

interface Props {
  label: string;
  description?: string;
  value: string;
  /** In another language: what is said where nothing stands here. */
  otherwise?: string;
  error?: string | undefined;
  longest: number;
  rows?: number;
  /** The fields that can stand in it: `person.traits.name`. */
  fields: readonly string[];
  disabled: boolean;
  dir?: "auto" | "ltr";
  set: (value: string) => void;
}

/** A text with placeholders: after `{{` the fields are offered, and completed by Enter or a click. */
export function TemplateField({ value, set, fields, longest, rows = 1, otherwise, ...more }: Props) {
  const { t } = useLingui();
  const area = useRef<HTMLTextAreaElement>(null);
  const [gap, look] = useState<Gap | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => look(null) });
  const offered = gap ? suggested(fields, gap.typed) : [];
  const see = (): void => {
    const found = area.current ? open(area.current.value, area.current.selectionStart) : null;
    look(found);
    if (found && suggested(fields, found.typed).length > 0) combobox.openDropdown();
    else combobox.closeDropdown();
  };
  const take = (field: string): void => {
    if (!gap) return;
    const { text, caret } = completed(value, gap, field);
    set(text);
    combobox.closeDropdown();
    requestAnimationFrame(() => area.current?.setSelectionRange(caret, caret));
  };
  return (
    <Combobox store={combobox} onOptionSubmit={take} withinPortal={false}>
      <Combobox.Target autoComplete="off">
        <Textarea
          {...more}
          ref={area}
          autosize
          minRows={rows}
          dir={more.dir ?? "auto"}
          maxLength={longest}
          placeholder={otherwise ?? ""}
          value={value}
          onChange={({ currentTarget }) => {
            set(currentTarget.value);
            see();
          }}
          onClick={see}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options aria-label={t`Placeholders`}>
          {offered.map((field) => (
            <Combobox.Option key={field} value={field} dir="ltr">
              {field}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Fields of the form, bound to their paths in the document: value, change, fault. */
import { at, textAt, type Document } from "./document";
import type { Editing, Faults } from "./useEditing";

export interface Fields {
  may: boolean;
  at: (path: string) => unknown;
  set: (path: string, value: unknown) => void;
  fault: (path: string) => string | undefined;
  /** A text that is always there. */
  plain: (path: string) => {
    value: string;
    error: string | undefined;
    disabled: boolean;
    onChange: (event: { currentTarget: { value: string } }) => void;
  };
  /** A text that says so by null where it is empty. */
  text: (path: string) => {
    value: string;
    error: string | undefined;
    disabled: boolean;
    set: (value: string | null) => void;
  };
  /** One of a few words. */
  choice: (path: string) => {
    value: string;
    disabled: boolean;
    onChange: (event: { currentTarget: { value: string } }) => void;
  };
  flag: (path: string) => {
    checked: boolean;
    disabled: boolean;
    onChange: (event: { currentTarget: { checked: boolean } }) => void;
  };
}

/** `told`: what is wrong with it as it stands now; the rest was said when it was last saved. */
export function fieldsOf(editing: Editing<Document & { key: string }>, told: Faults, may: boolean): Fields {
  const { draft, set, faults } = editing;
  const fault = (path: string): string | undefined => told[path] ?? faults[path];
  const common = (path: string) => ({ error: fault(path), disabled: !may });
  return {
    may,
    at: (path) => at(draft, path),
    set,
    fault,
    plain: (path) => ({
      ...common(path),
      value: textAt(draft, path),
      onChange: ({ currentTarget }) => set(path, currentTarget.value),
    }),
    text: (path) => ({
      ...common(path),
      value: textAt(draft, path),
      set: (value) => set(path, value === "" ? null : value),
    }),
    choice: (path) => ({
      disabled: !may,
      value: textAt(draft, path),
      onChange: ({ currentTarget }) => set(path, currentTarget.value),
    }),
    flag: (path) => ({
      disabled: !may,
      checked: at(draft, path) === true,
      onChange: ({ currentTarget }) => set(path, currentTarget.checked),
    }),
  };
}

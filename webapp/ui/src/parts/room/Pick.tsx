import { Select } from "@mantine/core";

interface Props {
  /** What is picked: said aloud, and shown while nothing is. */
  label: string;
  value: string | undefined;
  onPick: (value: string | undefined) => void;
  data: readonly { value: string; label: string }[];
  width?: number;
}

/** One choice of a filter; cleared, all. A value that is in no list stands by its own name. */
export function Pick({ label, value, onPick, data, width = 152 }: Props) {
  const known = value === undefined || data.some((each) => each.value === value);
  return (
    <Select
      w={width}
      aria-label={label}
      placeholder={label}
      clearable
      searchable={data.length > 8}
      value={value ?? null}
      onChange={(picked) => onPick(picked ?? undefined)}
      data={known ? data : [...data, { value, label: value }]}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
      clearButtonProps={{ "aria-hidden": true, tabIndex: -1 }}
    />
  );
}

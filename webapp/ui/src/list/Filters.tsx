import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState, type ReactNode } from "react";

import css from "./List.module.css";

interface Props {
  /** What is searched: "Find a journey". */
  label: string;
  value: string | undefined;
  onFind: (q: string | undefined) => void;
  /** Further filters. */
  children?: ReactNode;
}

const PAUSE = 150;

/** Above a list: words to find, and the room's own filters. */
export function Filters({ label, value = "", onFind, children }: Props) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  // The address changed by other means: a link, the history.
  useEffect(() => {
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  useEffect(() => {
    if (text === told.current) return undefined;
    const wait = setTimeout(() => {
      told.current = text;
      onFind(text || undefined);
    }, PAUSE);
    return () => clearTimeout(wait);
  }, [text, onFind]);
  return (
    <div className={css.filters} role="search">
      <TextInput
        className={css.find}
        aria-label={label}
        placeholder={label}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {children}
    </div>
  );
}

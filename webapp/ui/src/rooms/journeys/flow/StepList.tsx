import { TextInput, Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

import { DRAGGED } from "./Canvas";
import type { NodeType } from "./description";
import css from "./Flow.module.css";
import { groupWord, look, ORDER } from "./groups";

interface Props {
  types: readonly NodeType[];
  pick: (type: string) => void;
  /** Glyphs alone, and no search. */
  narrow?: boolean;
  /** They can be dragged to a place of their own. */
  drags?: boolean;
  /** The search has the focus from the beginning. */
  eager?: boolean;
}

export function grouped(types: Iterable<NodeType>): [string, NodeType[]][] {
  const by = new Map<string, NodeType[]>();
  for (const each of types) by.set(each.group, [...(by.get(each.group) ?? []), each]);
  const place = (group: string): number => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
  return [...by].toSorted(([one], [other]) => place(one) - place(other));
}

/** The types that hold all of these words, in title, help or group; first those of such a title. */
export function found(types: readonly NodeType[], words: string): readonly NodeType[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string): boolean => wanted.every((word) => text.toLowerCase().includes(word));
  const all = types.filter(({ title, help, group }) => holds(`${title} ${help} ${groupWord(group)}`));
  return all.toSorted((one, other) => Number(holds(other.title)) - Number(holds(one.title)));
}

/** Steps by their groups, to be picked. */
export function StepList({ types, pick, narrow = false, drags = false, eager = false }: Props) {
  const [words, setWords] = useState("");
  const shown = narrow ? types : found(types, words);
  const enter = (): void => {
    const [first] = words === "" ? [] : grouped(shown).flatMap(([, all]) => all);
    if (first) pick(first.type);
  };
  return (
    <>
      {!narrow && <Search words={words} setWords={setWords} enter={enter} eager={eager} />}
      {shown.length === 0 && (
        <p className={css.none}>
          <Trans>No step of this name.</Trans>
        </p>
      )}
      {grouped(shown).map(([group, all]) => (
        <div key={group} className={css.kinds} data-narrow={narrow || undefined}>
          {!narrow && <h2>{groupWord(group)}</h2>}
          {all.map((type) => (
            <Kind key={type.type} type={type} narrow={narrow} drags={drags} pick={pick} />
          ))}
        </div>
      ))}
    </>
  );
}

interface SearchProps {
  words: string;
  setWords: (words: string) => void;
  /** Takes the first that was found. */
  enter: () => void;
  eager: boolean;
}

function Search({ words, setWords, enter, eager }: SearchProps) {
  const { t } = useLingui();
  return (
    <TextInput
      size="xs"
      aria-label={t`Find a step`}
      placeholder={t`Find a step`}
      leftSection={<IconSearch size={14} aria-hidden />}
      data-autofocus={eager || undefined}
      value={words}
      onChange={({ currentTarget }) => setWords(currentTarget.value)}
      onKeyDown={({ key }) => key === "Enter" && enter()}
    />
  );
}

interface KindProps extends Pick<Props, "pick"> {
  type: NodeType;
  narrow: boolean;
  drags: boolean;
}

function Kind({ type: { type, title, help, group }, narrow, drags, pick }: KindProps) {
  const { glyph: Glyph, tone } = look(group);
  const style = { "--tone": `var(--wm-${tone})`, "--wash": `var(--wm-${tone}-wash)` };
  return (
    <Tooltip label={narrow ? title : help} position="right" openDelay={narrow ? 100 : 600} multiline maw={260}>
      <button
        type="button"
        className={css.kind}
        aria-label={narrow ? title : undefined}
        style={style}
        draggable={drags}
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, type)}
        onClick={() => pick(type)}
      >
        <span className={css.glyph}>
          <Glyph size={16} aria-hidden />
        </span>
        {!narrow && title}
      </button>
    </Tooltip>
  );
}

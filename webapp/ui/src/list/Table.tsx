import { useState, type ReactNode } from "react";

import type { Column } from "./columns";
import { Head } from "./Head";
import { walk } from "./keys";
import css from "./List.module.css";
import { Row, type Shape } from "./Row";
import { Selected } from "./Selected";
import { turnSort, type Sort } from "./view";

export interface Drawn<Item> extends Shape<Item> {
  /** What this is a list of, for who hears it: "Journeys". */
  name: string;
  onView: (change: { sort?: string }) => void;
  /** What can be done with the selected ones; without it nothing can be selected. */
  bulk?: (selected: Item[], done: () => void) => ReactNode;
}

interface Props<Item> extends Drawn<Item> {
  rows: Item[];
  sort: Sort;
}

/** The rows as a table, with what is selected of them. */
export function Table<Item>(props: Props<Item>) {
  const { name, rows, sort, columns, id, bulk } = props;
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const selected = rows.filter((row) => chosen.has(id(row)));
  const clear = (): void => choose(new Set());
  const state = selected.length === 0 ? "none" : selected.length === rows.length ? "all" : "some";
  const all = { state, toggle: () => choose(new Set(state === "all" ? [] : rows.map(id))) } as const;
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions -- walks between its links */}
      <table className={css.list} aria-label={name} onKeyDown={walk}>
        <Head
          columns={columns as Column<unknown>[]}
          sort={sort}
          onSort={(key) => props.onView({ sort: turnSort(sort, key) })}
          acts={Boolean(props.acts)}
          all={bulk && all}
        />
        <tbody>
          {rows.map((row) => (
            <Row
              key={id(row)}
              {...props}
              row={row}
              {...(bulk && { chosen: chosen.has(id(row)), toggle: () => choose(toggled(chosen, id(row))) })}
            />
          ))}
        </tbody>
      </table>
      {bulk && (
        <Selected count={selected.length} clear={clear}>
          {bulk(selected, clear)}
        </Selected>
      )}
    </>
  );
}

function toggled(chosen: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
}

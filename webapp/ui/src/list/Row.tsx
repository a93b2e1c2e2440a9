import { Checkbox } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Column } from "./columns";
import css from "./List.module.css";

/** How a list draws one thing. */
export interface Shape<Item> {
  /** The first one names the row and opens it. */
  columns: readonly Column<Item>[];
  id: (row: Item) => string;
  /** The row in words, for who hears its checkbox and menu. */
  says: (row: Item) => string;
  /** Where the row leads. */
  opens: (row: Item) => Pick<LinkProps, "to" | "params" | "search">;
  /** Further things to do with it: a menu. */
  acts?: (row: Item) => ReactNode;
}

interface Props<Item> extends Shape<Item> {
  row: Item;
  chosen?: boolean;
  toggle?: () => void;
}

export function Row<Item>({ row, columns, says, opens, acts, chosen = false, toggle }: Props<Item>) {
  const { t } = useLingui();
  const name = says(row);
  const [first, ...others] = columns;
  return (
    <tr data-chosen={chosen || undefined}>
      {toggle && (
        <td className={css.select}>
          <Checkbox size="xs" aria-label={t`Select ${name}`} checked={chosen} onChange={toggle} />
        </td>
      )}
      <th scope="row" className={css.name}>
        <Link {...opens(row)} className={css.open} data-row>
          <bdi>{first?.cell(row)}</bdi>
        </Link>
      </th>
      {others.map((column) => (
        <td key={column.key} data-figures={column.figures} data-wide={column.wide}>
          {column.cell(row)}
        </td>
      ))}
      {acts && <td className={css.acts}>{acts(row)}</td>}
    </tr>
  );
}

import { Checkbox } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";

import type { Column } from "./columns";
import css from "./List.module.css";
import type { Sort } from "./view";

interface Props {
  columns: readonly Column<unknown>[];
  sort: Sort;
  onSort: (key: string) => void;
  acts: boolean;
  all?: { state: "none" | "some" | "all"; toggle: () => void } | undefined;
}

/** The columns' titles; those that can be sorted are buttons. */
export function Head({ columns, sort, onSort, acts, all }: Props) {
  const { t } = useLingui();
  return (
    <thead>
      <tr>
        {all && (
          <th className={css.select}>
            <Checkbox
              size="xs"
              aria-label={t`Select all`}
              checked={all.state === "all"}
              indeterminate={all.state === "some"}
              onChange={all.toggle}
            />
          </th>
        )}
        {columns.map((column) => (
          <Title key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
        {acts && <td className={css.acts} />}
      </tr>
    </thead>
  );
}

function Title({ column, sort, onSort }: { column: Column<unknown>; sort: Sort; onSort: Props["onSort"] }) {
  const here = column.by && sort.key === column.key;
  const Arrow = sort.down ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      data-figures={column.figures}
      data-wide={column.wide}
      aria-sort={here ? (sort.down ? "descending" : "ascending") : undefined}
    >
      {column.by ? (
        <button type="button" className={css.sort} onClick={() => onSort(column.key)}>
          {column.title}
          {here && <Arrow className={css.arrow} aria-hidden />}
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

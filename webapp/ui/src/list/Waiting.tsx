import { Skeleton, VisuallyHidden } from "@mantine/core";
import { Trans } from "@lingui/react/macro";

import css from "./List.module.css";

const ROWS = [62, 44, 71, 53, 38, 66];

/** A list that is on its way: its shape, quiet. */
export function Waiting({ columns }: { columns: number }) {
  return (
    <div className={css.waiting} role="status">
      <VisuallyHidden>
        <Trans>Loading</Trans>
      </VisuallyHidden>
      {ROWS.map((width) => (
        <div key={width} className={css.shape}>
          <Skeleton height={12} width={`${width / 2}%`} />
          {Array.from({ length: columns - 1 }, (_, index) => (
            <Skeleton key={index} height={12} width={72} />
          ))}
        </div>
      ))}
    </div>
  );
}

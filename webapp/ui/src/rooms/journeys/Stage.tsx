import type { ReactNode } from "react";

import css from "./Stage.module.css";

/** A canvas that is looked at, and beside it what is said of it. */
export function Stage({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  return (
    <div className={css.stage}>
      <div className={css.canvas}>{children}</div>
      {aside}
    </div>
  );
}

import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

import css from "./Empty.module.css";

interface Props {
  glyph: Icon;
  title: ReactNode;
  /** What this place is for, and the next step. */
  children: ReactNode;
  /** The button of that step. */
  act?: ReactNode;
}

/** Nothing is here yet: what would be, and what to do for it. */
export function Empty({ glyph: Glyph, title, children, act }: Props) {
  return (
    <div className={css.empty}>
      <Glyph className={css.glyph} aria-hidden stroke={1.5} />
      <h2 className={css.title}>{title}</h2>
      <p className={css.text}>{children}</p>
      {act}
    </div>
  );
}

import type { ReactNode } from "react";

import { Sign } from "../frame/Brand";
import css from "./Gate.module.css";

/** The quiet page before the frame: one card, one thing to do. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className={css.gate}>
      <Sign size={40} />
      <h1 className={css.title}>{title}</h1>
      <div className={css.card}>{children}</div>
    </main>
  );
}

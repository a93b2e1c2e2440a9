import { i18n } from "@lingui/core";

import type { Told } from "../parts/problems";
import css from "./Gate.module.css";

/** Above a form's button: what happened, what to do. */
export function Wrong({ told }: { told: Told | null }) {
  return (
    <div role="alert" className={css.alert}>
      {told && (
        <p className={css.wrong}>
          <strong>{i18n._(told.happened)}</strong>
          {i18n._(told.todo)}
        </p>
      )}
    </div>
  );
}

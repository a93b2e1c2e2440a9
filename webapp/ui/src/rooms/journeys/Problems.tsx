import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Schemas } from "../../api/client";
import css from "./Journey.module.css";

/** What the linter says of the draft; an error forbids publishing. */
export function Problems({ problems }: { problems: readonly Schemas["ProblemItem"][] }) {
  const { t } = useLingui();
  return (
    <section>
      <h2 className={css.title}>
        <Trans>Problems of the draft</Trans>
      </h2>
      {problems.length === 0 && (
        <p className={css.good}>
          <IconCircleCheck size={18} aria-hidden /> <Trans>None. It can be published.</Trans>
        </p>
      )}
      <ul className={css.problems}>
        {problems.map(({ severity, message, path, code }) => (
          <li key={`${path} ${code}`}>
            {severity === "error" ? (
              <IconCircleX size={18} className={css.error} aria-label={t`Error`} />
            ) : (
              <IconAlertTriangle size={18} className={css.warning} aria-label={t`Warning`} />
            )}
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

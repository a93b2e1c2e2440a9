import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Schemas } from "../../api/client";
import css from "./Journey.module.css";

interface Props {
  problems: readonly Schemas["ProblemItem"][];
  /** Go to a node on the canvas. */
  show?: (node: string) => void;
}

/** What the linter says of the draft; an error forbids publishing. */
export function Problems({ problems, show }: Props) {
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
        {problems.map(({ severity, message, path, code, node }) => (
          <li key={`${path} ${code}`}>
            {severity === "error" ? (
              <IconCircleX size={18} className={css.error} aria-label={t`Error`} />
            ) : (
              <IconAlertTriangle size={18} className={css.warning} aria-label={t`Warning`} />
            )}
            {show && node !== null ? (
              <button type="button" className={css.leads} onClick={() => show(node)}>
                {message}
              </button>
            ) : (
              message
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

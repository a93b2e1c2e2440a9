import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Schemas } from "../../api/client";
import css from "./Journey.module.css";
import { heard } from "./problemWords";

type Problem = Schemas["ProblemItem"];

interface Props {
  problems: readonly Problem[];
  /** How to go to where it lies; null where that leads nowhere. */
  way?: (problem: Problem) => (() => void) | null;
  /** What it is about, before the linter's words: "Show popup, Popup". */
  about?: (problem: Problem) => string;
}

/** What the linter says of the draft; an error forbids publishing. */
export function Problems({ problems }: Pick<Props, "problems">) {
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
      <ProblemList problems={problems} />
    </section>
  );
}

/** The problems, each with its weight; those that lead somewhere are buttons. */
export function ProblemList({ problems, way, about }: Props) {
  const { i18n, t } = useLingui();
  return (
    <ul className={css.problems}>
      {heard(problems, i18n.locale).map((problem) => {
        const { severity, message, path, code } = problem;
        const go = way?.(problem);
        const words = <Words about={about?.(problem)} message={message} />;
        return (
          <li key={`${path} ${code}`}>
            {severity === "error" ? (
              <IconCircleX size={18} className={css.error} aria-label={t`Error`} />
            ) : (
              <IconAlertTriangle size={18} className={css.warning} aria-label={t`Warning`} />
            )}
            {go ? (
              <button type="button" className={css.leads} onClick={go}>
                {words}
              </button>
            ) : (
              words
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Each by itself: they may run in another direction than the page. */
function Words({ about, message }: { about: string | undefined; message: string }) {
  return (
    <span>
      {about && (
        <>
          <bdi>{about}</bdi>:{" "}
        </>
      )}
      <bdi>{message}</bdi>
    </span>
  );
}

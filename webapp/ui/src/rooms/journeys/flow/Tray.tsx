import { IconAlertTriangle, IconChevronDown, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useId, useState } from "react";

import { ProblemList } from "../Problems";
import type { Found } from "./drawing";
import css from "./Tray.module.css";

interface Props {
  problems: readonly Found[];
  /** How to go there; null where it leads nowhere. */
  way: (problem: Found) => (() => void) | null;
  /** What it is about: "Show popup, Popup". */
  about: (problem: Found) => string;
}

/** What the linter says of the draft, below the canvas; a click goes there. */
export function Tray({ problems, way, about }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState(true);
  const list = useId();
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  return (
    <section className={css.tray} aria-label={t`Problems of the draft`}>
      {problems.length === 0 ? (
        <p className={css.good}>
          <IconCircleCheck size={16} aria-hidden /> <Trans>No problems: it can be published.</Trans>
        </p>
      ) : (
        <button
          type="button"
          className={css.strip}
          aria-expanded={open}
          aria-controls={list}
          onClick={() => setOpen(!open)}
        >
          {errors > 0 && (
            <span className={css.error}>
              <IconCircleX size={16} aria-hidden /> <Plural value={errors} one="# error" other="# errors" />
            </span>
          )}
          {warnings > 0 && (
            <span className={css.warning}>
              <IconAlertTriangle size={16} aria-hidden /> <Plural value={warnings} one="# warning" other="# warnings" />
            </span>
          )}
          <IconChevronDown className={css.chevron} size={16} aria-hidden />
        </button>
      )}
      {open && problems.length > 0 && (
        <div id={list} className={css.list}>
          <ProblemList problems={problems} way={way} about={about} />
        </div>
      )}
    </section>
  );
}

import { Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import css from "./List.module.css";

interface Props {
  count: number;
  clear: () => void;
  children: ReactNode;
}

/** A bar at the foot of the window: how many are selected, what can be done with them. */
export function Selected({ count, clear, children }: Props) {
  const { t } = useLingui();
  return (
    <div role="region" aria-label={t`Selected`} className={css.selected} hidden={count === 0}>
      <span aria-live="polite">
        <Plural value={count} one="# selected" other="# selected" />
      </span>
      {children}
      <Button variant="subtle" color="gray" onClick={clear}>
        <Trans>Clear</Trans>
      </Button>
    </div>
  );
}

import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";

import type { Described } from "./description";
import css from "./Flow.module.css";

interface Props {
  described: Described;
  may: boolean;
  add: (type: string) => void;
}

/** An empty canvas says what comes first. */
export function Begin({ described, may, add }: Props) {
  const start = [...described.types.values()].find(({ starts }) => starts);
  return (
    <div className={css.begin}>
      <p className={css.beginTitle}>
        <Trans>Nobody comes in yet</Trans>
      </p>
      <p>
        {may ? (
          <Trans>A journey begins with what makes people come in. Everything else hangs on it.</Trans>
        ) : (
          <Trans>This journey has no steps yet.</Trans>
        )}
      </p>
      {may && start && (
        <Button onClick={() => add(start.type)}>
          <Trans>Add the start</Trans>
        </Button>
      )}
    </div>
  );
}

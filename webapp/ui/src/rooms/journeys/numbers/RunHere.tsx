import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";

import { useView } from "../../../list/view";
import { Time } from "../../../parts/Time";
import css from "../Stage.module.css";
import type { JourneyView } from "../view";
import type { Run } from "./queries";
import { Who } from "./Who";

/** Somebody at a step: since when she is in the journey, why she waits, what went wrong with her. */
export function RunHere({ run }: { run: Run }) {
  const [, change] = useView<JourneyView>();
  const { person, entered_at: entered, wakes_at: wakes, failure, state, reason } = run;
  const error = failure?.error ?? (state === "quarantined" ? reason : null);
  return (
    <li>
      <div className={css.row}>
        <Who person={person} />
        <Button variant="subtle" size="compact-xs" onClick={() => change({ person, step: undefined })}>
          <Trans>Show the way</Trans>
        </Button>
      </div>
      <p className={css.soft}>
        <Trans>
          Entered <Time at={entered} />
        </Trans>
        {wakes !== null && state === "active" && (
          <>
            {" · "}
            <Trans>
              waits until <Time at={wakes} clock />
            </Trans>
          </>
        )}
      </p>
      {error && <p className={css.error}>{error}</p>}
    </li>
  );
}

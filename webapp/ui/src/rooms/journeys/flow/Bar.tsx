import { ActionIcon, Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowBackUp, IconArrowForwardUp, IconLayoutDistributeVertical } from "@tabler/icons-react";

import type { Act, Editing } from "./edit";
import css from "./Flow.module.css";
import type { Saving } from "./saving";

interface Props {
  editing: Editing;
  state: Saving;
  act: (act: Act) => void;
  tidy: () => void;
}

/** Undo, redo, tidy up; and whether the draft is kept. */
export function Bar({ editing, state, act, tidy }: Props) {
  const { t } = useLingui();
  const states: Record<Saving, string> = {
    saved: t`All changes saved`,
    changed: t`Saving…`,
    sending: t`Saving…`,
    failed: t`Not saved: Waymark does not take it. Trying again.`,
    conflict: t`Not saved`,
  };
  return (
    <div className={css.bar}>
      <ActionIcon
        size={32}
        aria-label={t`Undo`}
        disabled={editing.past.length === 0}
        onClick={() => act({ do: "undo" })}
      >
        <IconArrowBackUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        size={32}
        aria-label={t`Redo`}
        disabled={editing.future.length === 0}
        onClick={() => act({ do: "redo" })}
      >
        <IconArrowForwardUp size={18} aria-hidden />
      </ActionIcon>
      <Button variant="default" leftSection={<IconLayoutDistributeVertical size={16} aria-hidden />} onClick={tidy}>
        <Trans>Tidy up</Trans>
      </Button>
      <span className={css.state} role="status">
        {states[state]}
      </span>
    </div>
  );
}

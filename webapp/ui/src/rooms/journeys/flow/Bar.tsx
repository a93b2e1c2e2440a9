import { ActionIcon, Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  IconAdjustmentsHorizontal,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconLayoutDistributeVertical,
} from "@tabler/icons-react";

import type { Act, Editing } from "./edit";
import css from "./Flow.module.css";
import { useUnsaved } from "./NotKept";
import type { Keeping } from "./useSaving";

interface Props {
  editing: Editing;
  keeping: Keeping;
  may: boolean;
  act: (act: Act) => void;
  tidy: () => void;
  settings: () => void;
}

/** Undo, redo, tidy up; the journey's settings; and whether the draft is kept. */
export function Bar({ editing, keeping, may, act, tidy, settings }: Props) {
  const { t } = useLingui();
  const quiet = { variant: "subtle", color: "gray", size: "compact-md", fz: 13 } as const;
  return (
    <div className={css.bar}>
      {may && (
        <>
          <ActionIcon
            className={css.tool ?? ""}
            size={32}
            variant="subtle"
            aria-label={t`Undo`}
            disabled={editing.past.length === 0}
            onClick={() => act({ do: "undo" })}
          >
            <IconArrowBackUp className={css.mirrored ?? ""} size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            className={css.tool ?? ""}
            size={32}
            variant="subtle"
            aria-label={t`Redo`}
            disabled={editing.future.length === 0}
            onClick={() => act({ do: "redo" })}
          >
            <IconArrowForwardUp className={css.mirrored ?? ""} size={18} aria-hidden />
          </ActionIcon>
          <Button {...quiet} leftSection={<IconLayoutDistributeVertical size={16} aria-hidden />} onClick={tidy}>
            <Trans>Tidy up</Trans>
          </Button>
        </>
      )}
      <Button {...quiet} leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />} onClick={settings}>
        <Trans>Name and settings</Trans>
      </Button>
      {may && <State keeping={keeping} />}
    </div>
  );
}

function State({ keeping }: { keeping: Keeping }) {
  const { t } = useLingui();
  const unsaved = useUnsaved(keeping);
  return (
    <span className={css.state} role="status">
      {unsaved?.short ?? (keeping.state === "saved" ? t`All changes saved` : t`Saving…`)}
    </span>
  );
}

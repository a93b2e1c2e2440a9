import { Modal } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import type { Described } from "./description";
import css from "./Flow.module.css";
import { StepList } from "./StepList";

interface Props {
  described: Described;
  /** The line that a step goes on; none is asked for while it is null. */
  line: string | null;
  close: () => void;
  insert: (type: string, line: string) => void;
}

/** Which step goes on the line. */
export function Picking({ described, line, close, insert }: Props) {
  const { t } = useLingui();
  const pick = (type: string): void => {
    if (line !== null) insert(type, line);
    close();
  };
  const types = [...described.types.values()].filter(({ starts }) => !starts);
  return (
    <Modal
      opened={line !== null}
      onClose={close}
      title={t`Insert a step`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <div className={css.picking}>
        <StepList types={types} pick={pick} eager />
      </div>
    </Modal>
  );
}

import { Kbd, Modal } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconQuestionMark } from "@tabler/icons-react";
import { ControlButton } from "@xyflow/react";
import { useEffect, useState, type ReactNode } from "react";

import css from "./Flow.module.css";
import { isWriting } from "./useKeys";

/** What the keyboard does on the canvas; "?" opens it too. */
export function KeysHelp() {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key === "?" && !isWriting(event)) setOpen(true);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <ControlButton aria-label={t`Keys of the canvas`} title={t`Keys of the canvas`} onClick={() => setOpen(true)}>
        <IconQuestionMark size={16} aria-hidden />
      </ControlButton>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t`Keys of the canvas`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <List />
      </Modal>
    </>
  );
}

/* eslint-disable lingui/no-unlocalized-strings -- names of keys */
function List() {
  return (
    <dl className={css.keys}>
      <Row keys={["Tab"]}>
        <Trans>Go to the next step, line or +</Trans>
      </Row>
      <Row keys={["Enter"]}>
        <Trans>Select it, and open its form</Trans>
      </Row>
      <Row keys={["Shift", "Enter"]}>
        <Trans>Add it to what is selected; so does a click with Shift or Ctrl</Trans>
      </Row>
      <Row keys={["Ctrl", "A"]}>
        <Trans>Select all steps</Trans>
      </Row>
      <Row keys={["←", "↑", "→", "↓"]}>
        <Trans>Move what is selected</Trans>
      </Row>
      <Row keys={["Delete"]}>
        <Trans>Remove what is selected</Trans>
      </Row>
      <Row keys={["Ctrl", "C"]} also={["X", "V"]}>
        <Trans>Copy, cut and paste, also into another journey</Trans>
      </Row>
      <Row keys={["Ctrl", "Z"]} also={["Y"]}>
        <Trans>Undo and redo</Trans>
      </Row>
      <Row keys={["Esc"]}>
        <Trans>Select nothing</Trans>
      </Row>
    </dl>
  );
}
/* eslint-enable lingui/no-unlocalized-strings */

function Row({ keys, also = [], children }: { keys: string[]; also?: string[]; children: ReactNode }) {
  return (
    <div>
      <dt>
        {[...keys, ...also].map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

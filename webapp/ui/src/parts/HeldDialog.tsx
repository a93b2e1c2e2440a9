import { Modal, type ModalProps } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { createContext, use, useEffect, useState } from "react";

const Hold = createContext<(held: boolean) => void>(() => undefined);

/** While this is drawn its dialog closes by a button alone: what is shown once is not lost by a slip of the hand. */
export function useHeld(): void {
  const hold = use(Hold);
  useEffect(() => {
    hold(true);
    return () => hold(false);
  }, [hold]);
}

/** A dialog that may come to show what is not shown again. */
export function HeldDialog({ children, ...props }: ModalProps) {
  const { t } = useLingui();
  const [held, hold] = useState(false);
  return (
    <Modal
      {...props}
      closeOnEscape={!held}
      closeOnClickOutside={!held}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Hold value={hold}>{children}</Hold>
    </Modal>
  );
}

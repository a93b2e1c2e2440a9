import { CloseButton, Stack } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, type ReactNode } from "react";

import css from "./Flow.module.css";

interface Props {
  /** What a screen reader calls it. */
  label: string;
  title: string;
  help?: string | undefined;
  close: () => void;
  children: ReactNode;
}

/** Beside the canvas, never over it: what is being changed. */
export function SideFrame({ label, title, help, close, children }: Props) {
  const { t } = useLingui();
  const frame = useRef<HTMLElement>(null);
  // On a phone it stands below the canvas, where nobody would look for it.
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up.
    frame.current?.scrollIntoView({ block: "nearest" });
  }, [title]);
  return (
    <section ref={frame} className={css.side} aria-label={label}>
      <div className={css.sideHead}>
        <h2>{title}</h2>
        <CloseButton aria-label={t`Close`} onClick={close} />
      </div>
      {help !== undefined && help !== "" && <p className={css.help}>{help}</p>}
      <Stack gap={16}>{children}</Stack>
    </section>
  );
}

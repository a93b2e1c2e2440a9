import { Button, CopyButton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import css from "./Settings.module.css";

/** Words for a machine, to be copied; written from left to right in every language. */
export function Code({ label, text }: { label: string; text: string }) {
  const { t } = useLingui();
  return (
    <div className={css.code} dir="ltr">
      {/* Reached by the keyboard, so that a long one can be read. */}
      <pre aria-label={label}>{text}</pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy} aria-label={copied ? t`Copied` : t`Copy: ${label}`}>
            {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

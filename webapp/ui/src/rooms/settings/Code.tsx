import { Button, CopyButton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import css from "./Settings.module.css";

/** Words for a machine, to be copied; written from left to right in every language. */
export function Code({ label, text }: { label: string; text: string }) {
  const { t } = useLingui();
  return (
    <div className={css.code} dir="ltr" role="group" aria-label={label}>
      <pre>{text}</pre>
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

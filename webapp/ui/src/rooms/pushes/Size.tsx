import { Progress } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import css from "./Editor.module.css";
import type { Preview } from "./queries";

/** Bytes of a push service's limit, as the server has measured them. */
export function Size({ shown }: { shown: Preview | undefined }) {
  const { t, i18n } = useLingui();
  if (!shown || shown.bytes === null) return null;
  const figure = (value: number): string => new Intl.NumberFormat(i18n.locale).format(value);
  const bytes = figure(shown.bytes);
  const largest = figure(shown.largest);
  const share = Math.min(100, (100 * shown.bytes) / shown.largest);
  return (
    <div className={css.size}>
      <div className={css.line}>
        <span>
          <Trans>Size</Trans>
        </span>
        <span className={css.figures} data-over={!shown.fits || undefined}>
          <Trans>
            {bytes} of {largest} bytes
          </Trans>
        </span>
      </div>
      <Progress
        aria-label={t`Size`}
        size={4}
        value={share}
        color={shown.fits ? "accent" : "red"}
      />
      {!shown.fits && !shown.refused && (
        <p className={css.over}>
          <Trans>It does not fit: the end of the message is cut off.</Trans>
        </p>
      )}
    </div>
  );
}

import { Trans } from "@lingui/react/macro";

/** In the place of a canvas. */
export function Drawless() {
  return (
    <p>
      <Trans>This version was written by hand in a way that cannot be drawn.</Trans>
    </p>
  );
}

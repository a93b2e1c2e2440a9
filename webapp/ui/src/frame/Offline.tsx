import { useNetwork } from "@mantine/hooks";
import { IconCloudOff } from "@tabler/icons-react";
import { Trans } from "@lingui/react/macro";

import css from "./Offline.module.css";

/** Said for as long as the browser has no connection: what happened, what to do. */
export function Offline() {
  const { online } = useNetwork();
  return (
    <div role="status" className={css.offline} hidden={online}>
      {!online && (
        <>
          <IconCloudOff className={css.glyph} aria-hidden />
          <span>
            <strong>
              <Trans>You are offline.</Trans>
            </strong>{" "}
            <Trans>What you see may be old. Nothing you change is kept until you are connected again.</Trans>
          </span>
        </>
      )}
    </div>
  );
}

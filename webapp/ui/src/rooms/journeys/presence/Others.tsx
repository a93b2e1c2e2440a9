import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconUsers } from "@tabler/icons-react";

import { tellFailure } from "../../../parts/Failure";
import type { Keeping } from "../flow/useSaving";
import type { JourneyWhole } from "../queries";
import css from "./Others.module.css";
import { usePresence } from "./usePresence";

interface Props {
  journey: JourneyWhole;
  keeping: Keeping;
  /** Take over the draft as it is kept now. */
  load: () => Promise<void>;
}

/** Who else has the journey open; and if one of them has saved, the way to what was saved. */
export function Others({ journey, keeping, load }: Props) {
  const { i18n } = useLingui();
  const presence = usePresence(journey.id);
  const others = presence?.others ?? [];
  const names = new Intl.ListFormat(i18n.locale).format(others.map(({ email }) => email));
  const newer = presence !== undefined && presence.draft_version > journey.draft_version && keeping.state === "saved";
  return (
    <div className={css.others} role="status">
      {others.length > 0 && (
        <span className={css.names}>
          <IconUsers size={16} aria-hidden />
          <Trans>Also here: {names}</Trans>
        </span>
      )}
      {newer && (
        <span className={css.newer}>
          <Trans>This draft has been changed elsewhere.</Trans>
          <Button size="compact-sm" variant="default" onClick={() => void load().catch(tellFailure)}>
            <Trans>Show the newer draft</Trans>
          </Button>
        </span>
      )}
    </div>
  );
}

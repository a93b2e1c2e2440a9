import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { tellFailure } from "../../../parts/Failure";
import { importJourney } from "../queries";
import type { Document } from "./document";
import css from "./Flow.module.css";

/** Somebody else has saved meanwhile: neither draft is lost, whichever the member picks. */
export function Conflict({ document, load }: { document: Document; load: () => Promise<void> }) {
  const navigate = useNavigate();
  const keep = async (): Promise<void> => {
    const made = await importJourney(document);
    await navigate({ to: "/journeys/$journeyId", params: { journeyId: made.id } });
  };
  return (
    <div className={css.conflict} role="alert">
      <p>
        <Trans>Somebody else has saved this draft meanwhile. Your last changes are not saved.</Trans>
      </p>
      <Button variant="default" onClick={() => void load().catch(tellFailure)}>
        <Trans>Show the newer draft</Trans>
      </Button>
      <Button variant="default" onClick={() => void keep().catch(tellFailure)}>
        <Trans>Keep mine as a new journey</Trans>
      </Button>
    </div>
  );
}

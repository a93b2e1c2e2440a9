import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { IconFilterOff } from "@tabler/icons-react";

import { Empty } from "../../parts/Empty";
import type { JourneysView } from "./view";

/** There are journeys, but none that the view shows. */
export function None({ view, onClear }: { view: JourneysView; onClear: () => void }) {
  const { q } = view;
  return (
    <Empty
      glyph={IconFilterOff}
      title={q ? <Trans>No journey is called “{q}”</Trans> : <Trans>No journeys in this state</Trans>}
      act={
        <Button variant="default" onClick={onClear}>
          <Trans>Show all again</Trans>
        </Button>
      }
    >
      <Trans>Others may be hidden by what you filter for.</Trans>
    </Empty>
  );
}

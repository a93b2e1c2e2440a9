import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { IconArchive } from "@tabler/icons-react";

import { archive } from "./archive";
import type { Journey } from "./queries";

/** Archive what is selected; those that are archived already are left out. */
export function ArchiveAll({ journeys, done }: { journeys: readonly Journey[]; done: () => void }) {
  const current = journeys.filter(({ status }) => status !== "archived");
  const act = async (): Promise<void> => {
    if (await archive(current)) done();
  };
  return (
    <Button
      variant="default"
      leftSection={<IconArchive size={16} aria-hidden />}
      disabled={current.length === 0}
      onClick={() => void act()}
    >
      <Trans>Archive</Trans>
    </Button>
  );
}

import { ActionIcon, Menu } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconCopy, IconDots, IconDownload } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { tellFailure } from "../../parts/Failure";
import { keep } from "../../parts/room/file";
import { archive, unarchive } from "./archive";
import { duplicateJourney, type Journey } from "./queries";
import { exportJourney } from "./versions/queries";

/** What can be done with one journey. */
export function Acts({ journey }: { journey: Pick<Journey, "id" | "name" | "inside" | "status"> }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { id, name, status } = journey;
  const duplicate = async (): Promise<void> => {
    try {
      const made = await duplicateJourney(id);
      await navigate({ to: "/journeys/$journeyId", params: { journeyId: made.id } });
    } catch (error) {
      tellFailure(error);
    }
  };
  const save = async (): Promise<void> => {
    try {
      keep(await exportJourney(id), `${id}.json`);
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t`More for ${name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void duplicate()}>
          <Trans>Duplicate</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => void save()}>
          <Trans>Export as a file</Trans>
        </Menu.Item>
        {status === "archived" ? (
          <Menu.Item
            leftSection={<IconArchiveOff size={16} aria-hidden />}
            onClick={() => void unarchive(journey)}
          >
            <Trans>Bring back</Trans>
          </Menu.Item>
        ) : (
          <Menu.Item
            color="var(--wm-danger)"
            leftSection={<IconArchive size={16} aria-hidden />}
            onClick={() => void archive([journey])}
          >
            <Trans>Archive…</Trans>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

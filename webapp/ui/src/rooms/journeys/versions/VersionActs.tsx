import { ActionIcon, Menu } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDots, IconDownload, IconRestore } from "@tabler/icons-react";

import { useView } from "../../../list/view";
import { confirm } from "../../../parts/Confirm";
import { tellDone, tellFailure } from "../../../parts/Failure";
import { keep } from "../../../parts/room/file";
import { useMay } from "../../../session/session";
import { readDocument } from "../flow/document";
import { replaced } from "../flow/remembered";
import type { JourneyWhole } from "../queries";
import type { JourneyView } from "../view";
import { exportJourney, restoreVersion, type Version } from "./queries";

interface Props {
  journey: JourneyWhole;
  version: Version;
}

/** Make a version the draft again, or keep it as a file. */
export function VersionActs({ journey, version: { id, number } }: Props) {
  const { t } = useLingui();
  const may = useMay("edit") && journey.status !== "archived";
  const [, change] = useView<JourneyView>();
  const save = async (): Promise<void> => {
    try {
      keep(await exportJourney(journey.id, id), `${journey.id}-${number}.json`);
    } catch (error) {
      tellFailure(error);
    }
  };
  const restore = async (): Promise<void> => {
    if (!(await confirm({ ...asked(number), choice: true, calm: true }))) return;
    try {
      const whole = await restoreVersion(journey, id);
      replaced(journey.id, readDocument(journey.draft), readDocument(whole.draft));
      change({ view: undefined, old: undefined, now: undefined });
      tellDone(i18n._(msg`The draft is version ${number} again. Undo brings back what it was.`));
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon size={28} aria-label={t`More for version ${number}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may && (
          <Menu.Item leftSection={<IconRestore size={16} aria-hidden />} onClick={() => void restore()}>
            <Trans>Make it the draft again…</Trans>
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => void save()}>
          <Trans>Export as a file</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const asked = (number: number) => ({
  title: i18n._(msg`Make version ${number} the draft again?`),
  act: i18n._(msg`Make it the draft`),
  body: (
    <p>
      <Trans>
        The draft becomes what this version was. Nothing live changes: people enter what they enter now until you
        publish the draft.
      </Trans>
    </p>
  ),
});

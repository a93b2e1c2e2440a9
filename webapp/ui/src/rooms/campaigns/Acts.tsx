import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconTrash } from "@tabler/icons-react";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { confirm } from "../../parts/Confirm";
import { tellFailure } from "../../parts/Failure";
import { plain } from "../../parts/resources/document";
import { duplicate } from "./make";
import { remove, type Campaign } from "./queries";

interface Props {
  campaign: Campaign;
  /** After it is deleted. */
  gone?: () => void;
}

/** What can be done with a campaign whatever became of it; only a draft can be deleted. */
export function Acts({ campaign, gone }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const name = plain(campaign.title);
  const copy = async (): Promise<void> => {
    const { id } = await duplicate(campaign);
    await navigate({ to: "/campaigns/$campaignId", params: { campaignId: id } });
  };
  const away = async (): Promise<void> => {
    if (!(await sure(name))) return;
    await remove(campaign);
    gone?.();
  };
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t`More for ${name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy().catch(tellFailure)}>
          <Trans>Duplicate</Trans>
        </Menu.Item>
        {campaign.state === "draft" && (
          <Menu.Item
            color="var(--wm-danger)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void away().catch(tellFailure)}
          >
            <Trans>Delete…</Trans>
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const sure = (name: string): Promise<true | null> =>
  confirm({
    title: i18n._(msg`Delete “${name}”?`),
    act: i18n._(msg`Delete campaign`),
    choice: true,
    body: i18n._(msg`This draft was sent to nobody. It cannot be brought back.`),
  });

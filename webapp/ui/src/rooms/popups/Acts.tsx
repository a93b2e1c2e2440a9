import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconTrash } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { tellFailure } from "../../parts/Failure";
import { documentOf } from "../../parts/resources/library";
import { remove } from "../../parts/resources/remove";
import { make } from "./make";
import { popups, type Popup } from "./queries";

interface Props {
  popup: Popup;
  /** After it is deleted. */
  gone?: () => void;
}

/** What can be done with one popup. */
export function Acts({ popup, gone }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { title } = popup;
  const duplicate = async (): Promise<void> => {
    try {
      const made = await make(documentOf(popup));
      await navigate({ to: "/popups/$key", params: { key: made.key } });
    } catch (error) {
      tellFailure(error);
    }
  };
  const away = async (): Promise<void> => {
    if (await remove(popups as never, popup, title)) gone?.();
  };
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t`More for ${title}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void duplicate()}>
          <Trans>Duplicate</Trans>
        </Menu.Item>
        <Menu.Item
          color="var(--wm-danger)"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => void away()}
        >
          <Trans>Delete…</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

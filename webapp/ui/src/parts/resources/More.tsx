import { ActionIcon, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconTrash } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";

interface Props {
  /** What it is called by people. */
  name: string;
  onDuplicate: () => void;
  onDelete: () => void;
}

/** What can be done with one resource. */
export function More({ name, onDuplicate, onDelete }: Props) {
  const { t } = useLingui();
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t`More for ${name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={onDuplicate}>
          <Trans>Duplicate</Trans>
        </Menu.Item>
        <Menu.Item color="var(--wm-danger)" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
          <Trans>Delete…</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDots, IconFileImport, IconLayoutGrid, IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

import { Import } from "./importing/Import";

interface Props {
  /** There are no journeys yet: the gallery is the first thing to try. */
  first: boolean;
  create: () => void;
}

/** The ways to a journey: a ready-made one, an empty one, one from a file. */
export function Begin({ first, create }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [importing, { open, close }] = useDisclosure();
  return (
    <Group gap={8} justify="center">
      <Button
        variant={first ? "filled" : "default"}
        leftSection={<IconLayoutGrid size={16} aria-hidden />}
        onClick={() => void navigate({ to: "/journeys/gallery" })}
      >
        {first ? <Trans>Choose from the gallery</Trans> : <Trans>Gallery</Trans>}
      </Button>
      <Button
        variant={first ? "default" : "filled"}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={create}
      >
        <Trans>New journey</Trans>
      </Button>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon size={36} aria-label={t`More ways to begin`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} onClick={open}>
            <Trans>Import from a file…</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {importing && <Import close={close} />}
    </Group>
  );
}

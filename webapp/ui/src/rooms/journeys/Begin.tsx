import { Button, Group } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { IconLayoutGrid, IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

interface Props {
  /** There are no journeys yet: the gallery is the first thing to try. */
  first: boolean;
  create: () => void;
}

/** The two ways to a journey: a ready-made one, or an empty one. */
export function Begin({ first, create }: Props) {
  const navigate = useNavigate();
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
    </Group>
  );
}

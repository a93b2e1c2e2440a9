import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconCopy, IconTrash } from "@tabler/icons-react";

import { copied, type Act, type Editing } from "./edit";
import css from "./Flow.module.css";
import { SideFrame } from "./SideFrame";

interface Props {
  editing: Editing;
  act: (act: Act) => void;
}

/** What can be done with several steps at once. */
export function Several({ editing, act }: Props) {
  const { t } = useLingui();
  const { selected } = editing;
  const count = selected.length;
  return (
    <SideFrame
      label={t`The selected steps`}
      title={t`${count} steps`}
      help={t`Drag one and all of them move. Copy takes them along to another journey.`}
      close={() => act({ do: "select", ids: [] })}
    >
      <p className={css.help}>
        <Trans>Shift and a click, or Shift and Enter, adds a step or leaves it out; Ctrl and A selects all.</Trans>
      </p>
      <Button
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
        onClick={() => act({ do: "paste", fragment: copied(editing) })}
      >
        <Trans>Duplicate steps</Trans>
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => act({ do: "remove", nodes: selected, edges: [] })}
      >
        <Trans>Remove steps</Trans>
      </Button>
    </SideFrame>
  );
}

import { Drawer as Sheet } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

import { Rail } from "./Rail";

/** The rail on a phone; closes when a page opens. */
export function Drawer({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useLingui();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(close, [path, close]);
  return (
    <Sheet
      opened={opened}
      onClose={close}
      size={264}
      withCloseButton={false}
      padding={0}
      attributes={{ content: { "aria-label": t`Menu` } }}
    >
      <Rail narrow={false} />
    </Sheet>
  );
}

import { ActionIcon } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";

import { Account } from "./Account";
import { FinderButton } from "./FinderButton";
import css from "./Top.module.css";
import { Workspaces } from "./Workspaces";

/** Where we are, what is looked for, who is here. */
export function Top({ openRail }: { openRail: () => void }) {
  const { t } = useLingui();
  return (
    <header className={css.top}>
      <ActionIcon className={css.burger} size={36} onClick={openRail} aria-label={t`Menu`}>
        <IconMenu2 aria-hidden stroke={1.5} />
      </ActionIcon>
      <Workspaces />
      <FinderButton />
      <Account />
    </header>
  );
}

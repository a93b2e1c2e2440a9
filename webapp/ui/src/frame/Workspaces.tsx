import { Menu, UnstyledButton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconCheck, IconSelector } from "@tabler/icons-react";

import { tellFailure } from "../parts/Failure";
import { switchWorkspace, useSession } from "../session/session";
import { roleWord } from "../session/roles";
import css from "./Top.module.css";

/** The workspace's name; where the member has several, the way to another. */
export function Workspaces() {
  const { t, i18n } = useLingui();
  const { workspace, workspaces } = useSession();
  if (workspaces.length < 2) {
    return (
      <div className={css.workspace}>
        <span>{workspace.name}</span>
      </div>
    );
  }
  const name = workspace.name;
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={css.workspace} aria-label={t`Workspace ${name}: switch`}>
          <span>{name}</span>
          <IconSelector className={css.small} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Trans>Workspaces</Trans>
        </Menu.Label>
        {workspaces.map((each) => (
          <Menu.Item
            key={each.id}
            rightSection={each.id === workspace.id ? <IconCheck size={16} aria-hidden /> : undefined}
            aria-current={each.id === workspace.id || undefined}
            onClick={() => void switchWorkspace(each.id).catch(tellFailure)}
          >
            {each.name} <span className={css.role}>{i18n._(roleWord(each.role))}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

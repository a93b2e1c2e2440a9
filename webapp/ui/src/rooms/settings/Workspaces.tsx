import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";

import { HeldDialog } from "../../parts/HeldDialog";
import { tellFailure } from "../../parts/Failure";
import { roleWord } from "../../session/roles";
import { switchWorkspace, useSession, type Workspace } from "../../session/session";
import { NewWorkspace } from "./NewWorkspace";
import { Sections } from "./Sections";
import css from "./Settings.module.css";

/** The workspaces that the member belongs to, and another one. */
export function Workspaces() {
  const { t } = useLingui();
  const { workspace, workspaces } = useSession();
  const [opened, { open, close }] = useDisclosure();
  const may = workspaces.some(({ role }) => role === "admin");
  const make = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      <Trans>New workspace</Trans>
    </Button>
  );
  return (
    <Sections at="/settings/workspaces" acts={make}>
      <p className={css.lead}>
        <Trans>
          Each has its own people, journeys, keys and members; nothing of one is seen in another. A workspace for each
          site or brand is usual.
        </Trans>
      </p>
      <ul className={css.rows}>
        {workspaces.map((each) => (
          <Row key={each.id} home={each} here={each.id === workspace.id} />
        ))}
      </ul>
      <HeldDialog opened={opened} onClose={close} title={t`New workspace`}>
        <NewWorkspace close={close} />
      </HeldDialog>
    </Sections>
  );
}

function Row({ home: { id, name, role }, here }: { home: Workspace; here: boolean }) {
  const { t, i18n } = useLingui();
  return (
    <li className={css.row}>
      <div className={css.what}>
        <div>{name}</div>
        <div className={css.about}>{i18n._(roleWord(role))}</div>
      </div>
      {here ? (
        <span className={css.about}>
          <Trans>on your screen</Trans>
        </span>
      ) : (
        <Button
          variant="default"
          aria-label={t`Switch to ${name}`}
          onClick={() => void switchWorkspace(id).catch(tellFailure)}
        >
          <Trans>Switch</Trans>
        </Button>
      )}
    </li>
  );
}

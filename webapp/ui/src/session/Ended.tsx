import { getDefaultZIndex, Modal } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { credentials } from "../api/credentials";
import { queries } from "../api/queries";
import css from "./Gate.module.css";
import { LogInForm } from "./LogInForm";
import { enterWorkspace, useSession, type Session } from "./session";

const begin = (): void => location.assign("/console/");

/** Whether the new session is in this workspace, where need be by a switch. */
async function isIn(session: Session, id: string): Promise<boolean> {
  if (session.workspace.id === id) return true;
  if (!session.workspaces.some((each) => each.id === id)) return false;
  await enterWorkspace(id);
  return true;
}

/** A session ends while somebody works: the page stays as it is behind the log-in, and goes on after it. */
export function Ended() {
  const { t } = useLingui();
  const { member, workspace } = useSession();
  const [ended, setEnded] = useState(false);
  useEffect(() => credentials.onEnd(() => setEnded(true)), []);
  const goOn = async (session: Session): Promise<void> => {
    // Another person, or no way back to the workspace: nothing of the one before may stay in sight.
    if (session.member.id !== member.id || !(await isIn(session, workspace.id))) {
      begin();
      return;
    }
    setEnded(false);
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
  };
  return (
    <Modal
      opened={ended}
      onClose={() => undefined}
      withCloseButton={false}
      title={t`Log in again to go on`}
      size={400}
      zIndex={getDefaultZIndex("overlay")} // above whatever dialog was open
    >
      <div className={css.form}>
        <p className={css.text}>
          <Trans>Your session has ended. You will be where you were.</Trans>
        </p>
        {ended && <LogInForm email={member.email} onEnter={(session) => void goOn(session).catch(begin)} />}
      </div>
    </Modal>
  );
}

import { Modal } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { credentials } from "../api/credentials";
import { queries } from "../api/queries";
import css from "./Gate.module.css";
import { LogInForm } from "./LogInForm";
import { useSession, type Session } from "./session";

/** A session ends while somebody works: the page stays as it is behind the log-in, and goes on after it. */
export function Ended() {
  const { t } = useLingui();
  const { member, workspace } = useSession();
  const [ended, setEnded] = useState(false);
  useEffect(() => credentials.onEnd(() => setEnded(true)), []);
  const goOn = (session: Session): void => {
    // Another person, or another workspace: nothing of the one before may stay in sight.
    if (session.member.id !== member.id || session.workspace.id !== workspace.id) location.assign("/console/");
    setEnded(false);
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
  };
  return (
    <Modal opened={ended} onClose={() => undefined} withCloseButton={false} title={t`Log in again to go on`} size={400}>
      <div className={css.form}>
        <p className={css.text}>
          <Trans>Your session has ended. You will be where you were.</Trans>
        </p>
        {ended && <LogInForm email={member.email} onEnter={goOn} />}
      </div>
    </Modal>
  );
}

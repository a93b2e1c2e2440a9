import { Button, getDefaultZIndex, Modal } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { credentials } from "../api/credentials";
import { tellFailure } from "../parts/Failure";
import css from "./Gate.module.css";
import { returnTo, useSession } from "./session";

/** Another tab went to another workspace: nothing of that one may be shown, or changed, under this one's name. */
export function Switched() {
  const { t } = useLingui();
  const { id, name } = useSession().workspace;
  const [switched, setSwitched] = useState(false);
  useEffect(() => credentials.onSwitch(() => setSwitched(true)), []);
  return (
    <Modal
      opened={switched}
      onClose={() => undefined}
      withCloseButton={false}
      title={t`You went to another workspace`}
      size={400}
      zIndex={getDefaultZIndex("overlay")} // above whatever dialog was open
    >
      <div className={css.form}>
        <p className={css.text}>
          <Trans>This page is of {name}, and in another tab you have switched. Nothing was changed here.</Trans>
        </p>
        <Button onClick={() => location.assign("/console/")}>
          <Trans>Go to the other workspace</Trans>
        </Button>
        <Button variant="default" onClick={() => void returnTo(id).catch(tellFailure)}>
          <Trans>Back to {name}</Trans>
        </Button>
      </div>
    </Modal>
  );
}

import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { confirm } from "../../parts/Confirm";
import { tellFailure } from "../../parts/Failure";
import { useMay } from "../../session/session";
import { act, type Act, type Campaign } from "./queries";

const CAN_CANCEL = ["scheduled", "sending", "paused"];

/** Pause it, go on, or end it: for whoever may publish, while it is not over. */
export function Controls({ campaign: { id, state } }: { campaign: Campaign }) {
  const may = useMay("publish");
  const [busy, setBusy] = useState<Act | null>(null);
  if (!may) return null;
  const run = (what: Act): void => {
    setBusy(what);
    void act(id, what)
      .catch(tellFailure)
      .finally(() => setBusy(null));
  };
  const cancel = async (): Promise<void> => {
    if (await sure()) run("cancel");
  };
  return (
    <>
      {state === "sending" && (
        <Button
          variant="default"
          loading={busy === "pause"}
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          onClick={() => run("pause")}
        >
          <Trans>Pause</Trans>
        </Button>
      )}
      {state === "paused" && (
        <Button
          loading={busy === "resume"}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => run("resume")}
        >
          <Trans>Go on</Trans>
        </Button>
      )}
      {CAN_CANCEL.includes(state) && (
        <Button variant="default" loading={busy === "cancel"} onClick={() => void cancel()}>
          <Trans>Cancel campaign…</Trans>
        </Button>
      )}
    </>
  );
}

const sure = (): Promise<true | null> =>
  confirm({
    title: i18n._(msg`Cancel this campaign?`),
    act: i18n._(msg`Cancel campaign`),
    choice: true,
    body: i18n._(msg`Nobody else gets it. What was sent is sent, and this campaign cannot go on.`),
  });

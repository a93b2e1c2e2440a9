import { Button, Select, Stack } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { State } from "../../../parts/Chip";
import { tellFailure } from "../../../parts/Failure";
import { useSession } from "../../../session/session";
import { describedQuery } from "../flow/description";
import type { JourneyWhole } from "../queries";
import css from "../Stage.module.css";
import { pushesOf } from "./pushes";
import { ownDevicesQuery, sendTest, sentQuery, type Message } from "./queries";

/** For real: one of the journey's pushes, to the member's own device. */
export function OwnDevice({ journey }: { journey: JourneyWhole }) {
  const { user_id: userId } = useSession().member;
  const { data: devices } = useQuery(ownDevicesQuery(userId));
  return (
    <>
      <h3>
        <Trans>On your own device</Trans>
      </h3>
      {userId === null && (
        <p className={css.soft}>
          <Trans>
            Your user ID on the site is not known here. An admin sets it under Settings, Members; then your own browsers
            can be sent to.
          </Trans>
        </p>
      )}
      {userId !== null && devices?.length === 0 && (
        <p className={css.soft}>
          <Trans>No browser of “{userId}” has allowed push yet. Log in on your site, and say yes there.</Trans>
        </p>
      )}
      {devices && devices.length > 0 && <Send journey={journey} devices={devices} />}
    </>
  );
}

type Devices = readonly { id: string; browser: string | null; platform: string | null }[];

function Send({ journey, devices }: { journey: JourneyWhole; devices: Devices }) {
  const { data: described } = useQuery(describedQuery);
  const pushes = described ? pushesOf(journey.draft, described) : [];
  if (pushes.length > 0) return <Picked pushes={pushes} devices={devices} />;
  return (
    <p className={css.soft}>
      <Trans>No step of this draft sends a push yet.</Trans>
    </p>
  );
}

function Picked({ pushes, devices }: { pushes: string[]; devices: Devices }) {
  const { t } = useLingui();
  const [push, setPush] = useState(pushes[0] ?? "");
  const [device, setDevice] = useState(devices[0]?.id ?? "");
  const [message, setMessage] = useState<string | null>(null);
  const send = async (): Promise<void> => {
    try {
      setMessage(await sendTest(device, push));
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <Stack gap={8}>
      <Select
        label={t`Push`}
        allowDeselect={false}
        data={pushes}
        value={push}
        onChange={(other) => setPush(other ?? push)}
      />
      {devices.length > 1 && (
        <Select
          label={t`Device`}
          allowDeselect={false}
          data={devices.map(({ id, ...of }) => ({ value: id, label: nameOf(of) || id }))}
          value={device}
          onChange={(other) => setDevice(other ?? device)}
        />
      )}
      <Button variant="default" onClick={() => void send()}>
        <Trans>Send this to my device</Trans>
      </Button>
      {message !== null && <Sent message={message} />}
    </Stack>
  );
}

const nameOf = ({ browser, platform }: { browser: string | null; platform: string | null }): string =>
  [browser, platform].filter(Boolean).join(" · ");

/** What the push service answered. */
function Sent({ message }: { message: string }) {
  const { data } = useQuery(sentQuery(message));
  const { state, reason } = answered(data);
  return (
    <p role="status">
      <State kind="send" state={state} /> <span className={css.soft}>{reason}</span>
    </p>
  );
}

function answered(message: Message | undefined): { state: string; reason: string | null } {
  const [send] = message?.sends ?? [];
  if (!message || (!send && message.state !== "suppressed")) return { state: "pending", reason: null };
  return send ?? { state: message.state, reason: message.reason };
}

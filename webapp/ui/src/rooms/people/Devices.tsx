import { Button, Group, Menu } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { pushesQuery } from "../../api/names";
import { Failure, tellDone, tellFailure } from "../../parts/Failure";
import { State } from "../../parts/Chip";
import { confirm } from "../../parts/Confirm";
import { Time } from "../../parts/Time";
import { useMay } from "../../session/session";
import css from "./Person.module.css";
import { devicesQuery, removeDevice, testDevice, type Device } from "./queries";
import { deviceWord } from "./reasons";

/** Her devices as cards, each to be tried and taken away. */
export function Devices({ person }: { person: string }) {
  const { data: devices, error, refetch } = useQuery(devicesQuery(person));
  return (
    <section>
      <h2 className={css.title}>
        <Trans>Devices</Trans>
      </h2>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {devices?.length === 0 && (
        <p className={css.hint}>
          <Trans>None yet. A device appears when its browser or app registers for push.</Trans>
        </p>
      )}
      {devices?.map((device) => (
        <Card key={device.id} device={device} />
      ))}
    </section>
  );
}

const nameOf = ({ browser, platform, model, kind }: Device): string =>
  [browser, platform, model].filter(Boolean).join(" · ") || kind;

/** What it is, where it is no browser; its version, if it told. */
function App({ device: { kind, app_version: version } }: { device: Device }) {
  if (kind === "web") return null;
  return (
    <p className={css.hint}>
      {kind === "fcm" ? <Trans>App, by Firebase</Trans> : <Trans>App, by Apple</Trans>}
      {version && (
        <>
          {" · "}
          <Trans>
            version <bdi>{version}</bdi>
          </Trans>
        </>
      )}
    </p>
  );
}

function Card({ device }: { device: Device }) {
  const may = useMay("edit");
  const { status, updated_at: at } = device;
  return (
    <div className={css.card}>
      <div className={css.line}>
        <strong>{nameOf(device)}</strong>
        <Standing status={status} />
      </div>
      <App device={device} />
      <p className={css.hint}>
        <Trans>
          Last change <Time at={at} />
        </Trans>
      </p>
      {may && status !== "withdrawn" && (
        <Group gap={8}>
          {device.subscribed && <Test device={device} />}
          <Remove device={device} />
        </Group>
      )}
    </div>
  );
}

function Standing({ status }: { status: string }) {
  const word = deviceWord(status);
  return word === undefined ? <State kind="push" state={status} /> : <span className={css.brief}>{word}</span>;
}

/** Pick a push, and it goes to this device. */
function Test({ device }: { device: Device }) {
  const { t } = useLingui();
  const { data: pushes } = useQuery(pushesQuery);
  const name = nameOf(device);
  const send = async (key: string): Promise<void> => {
    try {
      await testDevice(device.id, key);
      tellDone(i18n._(msg`The test is on its way; see the timeline.`));
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="xs" aria-label={t`Send a test to ${name}`}>
          <Trans>Send a test…</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {[...(pushes?.values() ?? [])].map((push) => (
          <Menu.Item key={push.key} onClick={() => void send(push.key)}>
            {push.name}
          </Menu.Item>
        ))}
        {pushes?.size === 0 && (
          <Menu.Label>
            <Trans>There is no push to send yet.</Trans>
          </Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Remove({ device }: { device: Device }) {
  const { t } = useLingui();
  const name = nameOf(device);
  const remove = async (): Promise<void> => {
    const sure = await confirm({
      title: i18n._(msg`Remove “${name}”?`),
      act: i18n._(msg`Remove device`),
      choice: true,
      body: <Trans>Nothing is sent there any more. Only the person can turn pushes on there again.</Trans>,
    });
    if (!sure) return;
    try {
      await removeDevice(device.id);
      tellDone(i18n._(msg`The device is removed.`));
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <Button variant="default" size="xs" aria-label={t`Remove ${name}`} onClick={() => void remove()}>
      <Trans>Remove…</Trans>
    </Button>
  );
}

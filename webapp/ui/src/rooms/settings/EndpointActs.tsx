import { ActionIcon, Menu } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { i18n } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  IconDots,
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";

import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { changeEndpoint, removeEndpoint, renewSecret, testEndpoint, type Endpoint } from "./webhookQueries";

async function renew({ id, url }: Endpoint): Promise<string | null> {
  const sure = await confirm({
    title: i18n._(msg`Make a new secret for ${url}?`),
    body: i18n._(msg`For a day calls are signed with both, so that your server can change over.`),
    act: i18n._(msg`Make secret`),
    choice: true,
    calm: true,
  });
  return sure ? renewSecret(id) : null;
}

async function remove({ id, url }: Endpoint): Promise<void> {
  const sure = await confirm({
    title: i18n._(msg`Remove ${url}?`),
    body: i18n._(msg`It is told nothing more, and calls that wait for it are not made any more.`),
    act: i18n._(msg`Remove endpoint`),
    choice: true,
  });
  if (!sure) return;
  await removeEndpoint(id);
  tellDone(i18n._(msg`The endpoint is removed.`));
}

async function test({ id }: Endpoint): Promise<void> {
  await testEndpoint(id);
  tellDone(i18n._(msg`A test is on its way; see the last calls.`));
}

interface Props {
  endpoint: Endpoint;
  onChange: () => void;
  onSecret: (text: string) => void;
}

/** What an admin can do with one endpoint. */
export function EndpointActs({ endpoint, onChange, onSecret }: Props) {
  const { t } = useLingui();
  const { url, on } = endpoint;
  const secret = async (): Promise<void> => {
    const made = await renew(endpoint);
    if (made !== null) onSecret(made);
  };
  const act = (what: () => Promise<unknown>) => () => void what().catch(tellFailure);
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t`More for ${url}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onChange}>
          <Trans>Change…</Trans>
        </Menu.Item>
        {on && (
          <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={act(() => test(endpoint))}>
            <Trans>Send a test</Trans>
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={act(secret)}>
          <Trans>New secret…</Trans>
        </Menu.Item>
        <Menu.Item
          leftSection={on ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
          onClick={act(() => changeEndpoint(endpoint, { on: !on }))}
        >
          {on ? <Trans>Turn off</Trans> : <Trans>Turn on</Trans>}
        </Menu.Item>
        <Menu.Item
          color="var(--wm-danger)"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={act(() => remove(endpoint))}
        >
          <Trans>Remove…</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

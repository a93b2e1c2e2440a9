import { Alert, Button, Modal, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSend } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { tellFailure } from "../../parts/Failure";
import { useSession } from "../../session/session";
import { devicesQuery, somePeopleQuery, type Device } from "../../parts/resources/queries";
import { Who } from "../../parts/resources/Who";
import { Answer } from "./Answer";
import css from "./Editor.module.css";
import { testPush } from "./queries";

/** Send what is saved of this push to one device, and see what the push service says. */
export function Test({ push, dirty }: { push: string; dirty: boolean }) {
  const { t } = useLingui();
  const [asked, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<IconSend size={16} aria-hidden />} onClick={open}>
        <Trans>Send test…</Trans>
      </Button>
      <Modal opened={asked} onClose={close} title={t`Send a test`} closeButtonProps={{ "aria-label": t`Close` }}>
        <Form push={push} dirty={dirty} />
      </Modal>
    </>
  );
}

const nameOf = ({ browser, platform, model, kind }: Device): string =>
  [browser, platform, model].filter(Boolean).join(" · ") || kind;

/** The person whom the logged-in member is, where the members list says so. */
function useMyself(): string | undefined {
  const userId = useSession().member.user_id ?? "";
  const { data } = useQuery({ ...somePeopleQuery(userId), enabled: userId !== "" });
  return data?.find(({ user_id: theirs }) => theirs === userId)?.id;
}

function Form({ push, dirty }: { push: string; dirty: boolean }) {
  const { t } = useLingui();
  const myself = useMyself();
  const [picked, pick] = useState<string>();
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);
  const person = picked ?? myself;
  const send = async (device: string): Promise<void> => {
    setBusy(true);
    try {
      setMessage((await testPush(device, push)).message);
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  return (
    <div className={css.test}>
      {dirty && (
        <Alert color="yellow" variant="light">
          <Trans>What is not saved yet is not in the test.</Trans>
        </Alert>
      )}
      <Who label={t`To a device of`} person={person} onPick={pick} />
      {!person && (
        <p>
          <Trans>Pick somebody who has a device: yourself, if your member entry names your user ID.</Trans>
        </p>
      )}
      {person && <Devices key={person} person={person} busy={busy} onSend={(device) => void send(device)} />}
      {message && <Answer key={message} message={message} />}
    </div>
  );
}

interface DevicesProps {
  person: string;
  busy: boolean;
  onSend: (device: string) => void;
}

/** One of hers that can be sent to. */
function Devices({ person, busy, onSend }: DevicesProps) {
  const { t } = useLingui();
  const [picked, pick] = useState<string | null>(null);
  const { data } = useQuery(devicesQuery(person));
  const able = data?.filter(({ subscribed }) => subscribed) ?? [];
  const chosen = picked ?? able[0]?.id ?? null;
  return (
    <>
      <Select
        label={t`Device`}
        placeholder={data ? t`None that can be sent to` : ""}
        disabled={chosen === null}
        allowDeselect={false}
        value={chosen}
        onChange={pick}
        data={able.map((each) => ({ value: each.id, label: nameOf(each) }))}
      />
      <Button disabled={chosen === null} loading={busy} onClick={() => onSend(chosen ?? "")}>
        <Trans>Send test</Trans>
      </Button>
    </>
  );
}

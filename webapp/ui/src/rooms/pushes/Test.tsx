import { Alert, Button, Modal, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSend } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { tellFailure } from "../../parts/Failure";
import { useSession } from "../../session/session";
import { devicesQuery, somePeopleQuery, type Device } from "../../parts/resources/queries";
import res from "../../parts/resources/Resources.module.css";
import { languageName } from "../../parts/resources/tongues";
import { Who } from "../../parts/resources/Who";
import { Answer } from "./Answer";
import css from "./Editor.module.css";
import { testPush } from "./queries";
import type { Previewing } from "./usePreview";

interface Props {
  push: string;
  preview: Previewing;
}

/** Send the push as it is looked at to one device, and see what the push service says. */
export function Test({ push, preview }: Props) {
  const { t } = useLingui();
  const [asked, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<IconSend size={16} aria-hidden />} onClick={open}>
        <Trans>Send test…</Trans>
      </Button>
      <Modal opened={asked} onClose={close} title={t`Send a test`} closeButtonProps={{ "aria-label": t`Close` }}>
        <Form push={push} preview={preview} />
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

function Form({ push, preview: { body, faults } }: Props) {
  const { t, i18n } = useLingui();
  const myself = useMyself();
  const [picked, pick] = useState<string>();
  const [message, setMessage] = useState<string>();
  const [busy, setBusy] = useState(false);
  const person = picked ?? myself;
  const faulty = Object.keys(faults).length > 0;
  const language = languageName(body.language ?? "", i18n.locale);
  const send = async (device: string): Promise<void> => {
    setBusy(true);
    try {
      setMessage((await testPush(device, push, body)).message);
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  return (
    <div className={css.test}>
      {faulty ? (
        <Alert color="yellow" variant="light">
          <Trans>Something in this push cannot be taken: mend what is marked, then test it.</Trans>
        </Alert>
      ) : (
        <p className={res.hint}>
          <Trans>
            It says what is on the screen, saved or not, in {language}. The person's limits hold for it too.
          </Trans>
        </p>
      )}
      <Who label={t`To a device of`} person={person} onPick={pick} />
      {!person && (
        <p>
          <Trans>Pick somebody who has a device: yourself, if your member entry names your user ID.</Trans>
        </p>
      )}
      {person && (
        <Devices key={person} person={person} busy={busy} barred={faulty} onSend={(device) => void send(device)} />
      )}
      {message && <Answer key={message} message={message} />}
    </div>
  );
}

interface DevicesProps {
  person: string;
  busy: boolean;
  /** Nothing can be sent as it is. */
  barred: boolean;
  onSend: (device: string) => void;
}

/** One of hers that can be sent to. */
function Devices({ person, busy, barred, onSend }: DevicesProps) {
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
      <Button disabled={chosen === null || barred} loading={busy} onClick={() => onSend(chosen ?? "")}>
        <Trans>Send test</Trans>
      </Button>
    </>
  );
}

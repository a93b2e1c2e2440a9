import { Button, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type ReactNode, type SubmitEvent } from "react";

import { tellDone, tellFailure } from "../../parts/Failure";
import { useMay, useSession } from "../../session/session";
import { Kept } from "./Kept";
import { resetMessages, resetSubscribers } from "./queries";
import { Section, Sections } from "./Sections";
import css from "./Settings.module.css";

/** What is kept, and the two resets (C18, C19). */
export function Data() {
  const may = useMay("administer");
  return (
    <Sections at="/settings/data">
      <Kept />
      {may && <Messages />}
      {may && <Subscribers />}
    </Sections>
  );
}

function Messages() {
  const { t, i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  const reset = async (name: string): Promise<void> => {
    const count = number.format(await resetMessages(name));
    tellDone(t`Done. Messages that were waiting: ${count}.`);
  };
  return (
    <Section
      title={t`Reset messages`}
      text={
        <Trans>
          Nothing of what waits now is sent any more: held by quiet hours, waiting for another try, or just made. Each
          ends as suppressed. What was sent stays sent, bells stay as they are, and journeys go on.
        </Trans>
      }
    >
      <Reset title={t`Reset messages`} act={t`Reset messages`} reset={reset}>
        <Trans>Every push that waits now is given up, for every person of this workspace. This cannot be undone.</Trans>
      </Reset>
    </Section>
  );
}

function Subscribers() {
  const { t, i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  const reset = async (name: string): Promise<void> => {
    const count = number.format(await resetSubscribers(name));
    tellDone(t`Done. Devices that were subscribed: ${count}.`);
  };
  return (
    <Section
      title={t`Reset subscribers`}
      text={
        <Trans>
          All subscriptions end at once, on every device. Whoever allowed pushes is back at “Ask” and can be asked
          again; profiles, events and journeys stay.
        </Trans>
      }
    >
      <Reset title={t`Reset subscribers`} act={t`Reset subscribers`} reset={reset}>
        <Trans>
          Nobody gets a push until subscribing anew, and a subscription cannot be brought back. This cannot be undone.
        </Trans>
      </Reset>
    </Section>
  );
}

interface ResetProps {
  title: string;
  act: string;
  reset: (name: string) => Promise<void>;
  children: ReactNode;
}

/** Asks for the workspace's name: a slip resets nothing. */
function Reset({ title, act, reset, children }: ResetProps) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" c="var(--wm-danger)" onClick={open}>
        {act}…
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t`Close` }}>
        <p>{children}</p>
        <Typed act={act} reset={reset} close={close} />
      </Modal>
    </>
  );
}

function Typed({ act, reset, close }: Omit<ResetProps, "title" | "children"> & { close: () => void }) {
  const { t } = useLingui();
  const { name } = useSession().workspace;
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      await reset(text);
      close();
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void go();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        mt={16}
        data-autofocus
        autoComplete="off"
        label={t`To confirm, type the name of this workspace: ${name}`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={css.ends}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" color="red" loading={busy} disabled={text.trim() !== name.trim()}>
          {act}
        </Button>
      </div>
    </form>
  );
}

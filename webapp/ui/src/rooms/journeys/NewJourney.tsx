import { Button, Group, Modal, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";

import { tellFailure } from "../../parts/Failure";
import { createJourney } from "./queries";

const LONGEST = 200;
/** Not blanks alone. */
const SOMETHING = ".*\\S.*";

/** A name, and the draft is there. */
export function NewJourney({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useLingui();
  return (
    <Modal opened={opened} onClose={close} title={t`New journey`} closeButtonProps={{ "aria-label": t`Close` }}>
      <Form close={close} />
    </Modal>
  );
}

function Form({ close }: { close: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await createJourney(name.trim());
      await navigate({ to: "/journeys/$journeyId", params: { journeyId: made.id } });
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void create();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t`Name`}
        description={t`What it is for, in your team's words. You can change it later.`}
        placeholder={t`Welcome series`}
        required
        pattern={SOMETHING}
        maxLength={LONGEST}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy}>
          <Trans>Create journey</Trans>
        </Button>
      </Group>
    </form>
  );
}

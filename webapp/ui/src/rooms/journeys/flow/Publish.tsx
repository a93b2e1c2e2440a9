import { Button, Group, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { tellDone, tellFailure } from "../../../parts/Failure";
import { pauseJourney, publishJourney, resumeJourney, type JourneyWhole } from "../queries";
import type { Keeping } from "./useSaving";

interface Props {
  journey: JourneyWhole;
  keeping: Keeping;
  inside: number;
}

/** What makes a draft live, and what holds a live journey. */
export function Publish({ journey, keeping, inside }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const { id, status, changed } = journey;
  const act = (call: Promise<unknown>): void => void call.catch(tellFailure);
  if (status === "archived") return null;
  return (
    <>
      {status === "live" && (
        <Button variant="default" onClick={() => act(pauseJourney(id))}>
          <Trans>Pause</Trans>
        </Button>
      )}
      {status === "paused" && (
        <Button variant="default" onClick={() => act(resumeJourney(id))}>
          <Trans>Resume</Trans>
        </Button>
      )}
      <Button disabled={!changed && keeping.state === "saved"} onClick={open}>
        <Trans>Publish…</Trans>
      </Button>
      <Ask opened={opened} close={close} {...{ journey, keeping, inside }} />
    </>
  );
}

function Ask({ opened, close, journey, keeping, inside }: Props & { opened: boolean; close: () => void }) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  const { id, name, problems } = journey;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const publish = async (): Promise<void> => {
    setBusy(true);
    try {
      const version = await keeping.flush();
      if (version === null) return;
      await publishJourney(id, version);
      tellDone(t`“${name}” is published.`);
      close();
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} title={t`Publish “${name}”?`} closeButtonProps={{ "aria-label": t`Close` }}>
      <p>
        {errors > 0 ? (
          <Plural
            value={errors}
            one="One error stands in the way. It is marked on the canvas."
            other="# errors stand in the way. They are marked on the canvas."
          />
        ) : (
          <Trans>
            From now on people enter this draft. A later change is a new draft: nothing live changes by itself.
          </Trans>
        )}
      </p>
      {inside > 0 && (
        <p>
          <Plural
            value={inside}
            one="One person is inside and finishes the version that was entered."
            other="# people are inside and finish the version that they entered."
          />
        </p>
      )}
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button disabled={errors > 0} loading={busy} onClick={() => void publish()}>
          <Trans>Publish</Trans>
        </Button>
      </Group>
    </Modal>
  );
}

import { Button, FileInput, Group, Modal, Stack } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { Problem } from "../../../api/problem";
import { tellFailure } from "../../../parts/Failure";
import { useFocusBack } from "../../../parts/focus";
import { importJourney, type JourneyWhole } from "../queries";
import css from "./Import.module.css";
import { readFile, type Read } from "./read";

// eslint-disable-next-line lingui/no-unlocalized-strings -- a media type
const JSON_FILES = "application/json,.json";

/** A journey from a file: what it is, what is wrong with it and where, and then the canvas. */
export function Import({ close }: { close: () => void }) {
  const { t } = useLingui();
  useFocusBack();
  const [found, setFound] = useState<Read | null>(null);
  const [made, setMade] = useState<JourneyWhole | null>(null);
  const wrong = found?.wrong;
  // The same file again, once it is mended, is a change too.
  const reset = useRef<() => void>(null);
  const pick = async (file: File | null): Promise<void> => {
    setFound(file && readFile(await file.text()));
    reset.current?.();
  };
  return (
    <Modal opened onClose={close} title={t`Import a journey`} closeButtonProps={{ "aria-label": t`Close` }}>
      {made ? (
        <Imported journey={made} />
      ) : (
        <Stack gap={16}>
          <FileInput
            label={t`File`}
            description={t`JSON, as a journey is exported here.`}
            placeholder={t`Choose a file`}
            resetRef={reset}
            accept={JSON_FILES}
            error={wrong === undefined ? undefined : t`This is no JSON: ${wrong}`}
            onChange={(file) => void pick(file)}
          />
          {found?.document && <Begin document={found.document} close={close} done={setMade} />}
        </Stack>
      )}
    </Modal>
  );
}

interface BeginProps {
  document: object;
  close: () => void;
  done: (journey: JourneyWhole) => void;
}

function Begin({ document, close, done }: BeginProps) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const { name, nodes } = document as { name?: unknown; nodes?: unknown };
  const begin = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await importJourney(document);
      if (made.problems.length > 0) {
        done(made);
        return;
      }
      close();
      await navigate({ to: "/journeys/$journeyId", params: { journeyId: made.id } });
    } catch (error) {
      setBusy(false);
      if (error instanceof Problem && error.status === 400) setRefused(error);
      else tellFailure(error);
    }
  };
  return (
    <>
      <p>
        <strong>{typeof name === "string" ? name : <Trans>A journey without a name</Trans>}</strong> ·{" "}
        <Plural value={Array.isArray(nodes) ? nodes.length : 0} one="one step" other="# steps" />
      </p>
      {refused && (
        <p className={css.wrong} role="alert">
          {refused.message}
        </p>
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button loading={busy} onClick={() => void begin()}>
          <Trans>Import as a draft</Trans>
        </Button>
      </Group>
    </>
  );
}

function Imported({ journey: { id, problems } }: { journey: JourneyWhole }) {
  const navigate = useNavigate();
  return (
    <Stack gap={16}>
      <p>
        <Plural
          value={problems.length}
          one="The draft is here. One thing in it is to be mended before it is published, or worth a look:"
          other="The draft is here. # things in it are to be mended before it is published, or worth a look:"
        />
      </p>
      <ul className={css.problems}>
        {problems.map(({ path, code, message, severity }) => (
          <li key={`${path} ${code}`} data-severity={severity}>
            {path !== "" && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={() => void navigate({ to: "/journeys/$journeyId", params: { journeyId: id } })}>
          <Trans>Open the draft</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

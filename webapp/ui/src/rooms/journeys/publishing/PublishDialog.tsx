import { Button, Group, Modal, Skeleton } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { tellDone, tellFailure } from "../../../parts/Failure";
import { useFocusBack } from "../../../parts/focus";
import { aboutOf } from "../flow/about";
import { describedQuery } from "../flow/description";
import { readDocument } from "../flow/document";
import { useUnsaved } from "../flow/NotKept";
import type { Keeping } from "../flow/useSaving";
import { ProblemList } from "../Problems";
import { publishJourney, type JourneyWhole } from "../queries";
import { Audience } from "./Audience";
import css from "./Publishing.module.css";

interface Props {
  journey: JourneyWhole;
  keeping: Keeping;
  inside: number;
  close: () => void;
}

/** Before a draft goes live: what is wrong with it, whom it can meet, and what becomes of the people inside. */
export function PublishDialog({ journey, keeping, inside, close }: Props) {
  const { t } = useLingui();
  useFocusBack();
  const [busy, setBusy] = useState(false);
  const { id, name, problems } = journey;
  const { flush } = keeping;
  const kept = keeping.state === "saved";
  // What is listed here is of the draft that is kept: of this one, once it is.
  useEffect(() => void flush(), [flush]);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const publish = async (): Promise<void> => {
    setBusy(true);
    try {
      const version = await flush();
      if (version === null) return; // the dialog says why
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
    <Modal opened onClose={close} title={t`Publish “${name}”?`} closeButtonProps={{ "aria-label": t`Close` }}>
      {!kept && <Unkept keeping={keeping} />}
      {kept && <Wrong journey={journey} errors={errors} />}
      {kept && errors === 0 && <Audience journey={journey} />}
      {kept && errors === 0 && <Inside journey={journey} inside={inside} />}
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={close} data-autofocus>
          <Trans>Cancel</Trans>
        </Button>
        <Button disabled={!kept || errors > 0} loading={busy} onClick={() => void publish()}>
          <Trans>Publish</Trans>
        </Button>
      </Group>
    </Modal>
  );
}

/** In the place of all else while the draft on the screen is not the one that is kept. */
function Unkept({ keeping }: { keeping: Keeping }) {
  const why = useUnsaved(keeping);
  return (
    <section className={css.part} role="status">
      <h3>{why ? <Trans>It cannot be published yet</Trans> : <Trans>Saving your last changes…</Trans>}</h3>
      {why ? (
        <p>
          {why.happened} {why.todo}
        </p>
      ) : (
        <Skeleton height={20} />
      )}
    </section>
  );
}

/** What stands in the way, and apart from it what is only worth a look; each with the step that it is about. */
function Wrong({ journey: { draft, problems }, errors }: { journey: JourneyWhole; errors: number }) {
  const { i18n } = useLingui();
  const { data: described } = useSuspenseQuery(describedQuery);
  const document = readDocument(draft);
  const about = document ? aboutOf(document, described, i18n.locale) : () => "";
  const of = (severity: string) => problems.filter((each) => each.severity === severity);
  return (
    <>
      {errors > 0 && (
        <section className={css.part}>
          <h3>
            <Plural value={errors} one="One error stands in the way" other="# errors stand in the way" />
          </h3>
          <ProblemList problems={of("error")} about={about} />
        </section>
      )}
      {problems.length > errors && (
        <section className={css.part}>
          <h3>
            <Trans>Worth a look, but no obstacle</Trans>
          </h3>
          <ProblemList problems={of("warning")} about={about} />
        </section>
      )}
    </>
  );
}

function Inside({ journey: { status, live }, inside }: { journey: JourneyWhole; inside: number }) {
  return (
    <section className={css.part}>
      <h3>
        <Trans>People inside</Trans>
      </h3>
      <p>
        {inside === 0 ? (
          <Trans>Nobody is inside. From now on people enter this draft.</Trans>
        ) : (
          <Plural
            value={inside}
            one="One person is inside and finishes the version that was entered. Whoever comes now enters this draft."
            other="# people are inside and finish the version that they entered. Whoever comes now enters this draft."
          />
        )}
      </p>
      {status === "paused" && live && (
        <p>
          <Trans>The journey stays paused: nobody enters before it is resumed.</Trans>
        </p>
      )}
    </section>
  );
}

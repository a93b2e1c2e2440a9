import { Button } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { confirm } from "../../../parts/Confirm";
import { tellDone, tellFailure } from "../../../parts/Failure";
import { pauseJourney, resumeJourney, type JourneyWhole } from "../queries";

interface Props {
  journey: Pick<JourneyWhole, "id" | "name" | "status">;
  inside: number;
}

async function held(question: Parameters<typeof confirm<true>>[0], act: () => Promise<unknown>, done: string) {
  if (!(await confirm(question))) return;
  try {
    await act();
    tellDone(done);
  } catch (error) {
    tellFailure(error);
  }
}

/** Hold a live journey, or let it go on; each says first what that means to the people inside. */
export function Hold({ journey: { id, name, status }, inside }: Props) {
  const asked = { choice: true as const, calm: true };
  const pause = (): Promise<void> =>
    held(
      {
        ...asked,
        title: i18n._(msg`Pause “${name}”?`),
        act: i18n._(msg`Pause journey`),
        body: <Pausing inside={inside} />,
      },
      () => pauseJourney(id),
      i18n._(msg`“${name}” is paused.`),
    );
  const resume = (): Promise<void> =>
    held(
      {
        ...asked,
        title: i18n._(msg`Resume “${name}”?`),
        act: i18n._(msg`Resume journey`),
        body: <Resuming inside={inside} />,
      },
      () => resumeJourney(id),
      i18n._(msg`“${name}” goes on.`),
    );
  if (status === "live") {
    return <HoldButton glyph={<IconPlayerPause size={16} aria-hidden />} act={pause} words={<Trans>Pause…</Trans>} />;
  }
  if (status !== "paused") return null;
  return <HoldButton glyph={<IconPlayerPlay size={16} aria-hidden />} act={resume} words={<Trans>Resume…</Trans>} />;
}

function HoldButton({ glyph, act, words }: { glyph: ReactNode; act: () => Promise<void>; words: ReactNode }) {
  return (
    <Button variant="default" leftSection={glyph} onClick={() => void act()}>
      {words}
    </Button>
  );
}

function Pausing({ inside }: { inside: number }) {
  return (
    <p>
      <Trans>Nobody enters until it is resumed.</Trans>{" "}
      {inside === 0 ? (
        <Trans>Nobody is inside now.</Trans>
      ) : (
        <Plural
          value={inside}
          one="One person is inside and stands still: no push, no popup, no wait ends."
          other="# people are inside and stand still: no push, no popup, no wait ends."
        />
      )}{" "}
      <Trans>What happens meanwhile is kept for them.</Trans>
    </p>
  );
}

function Resuming({ inside }: { inside: number }) {
  return (
    <p>
      <Trans>People enter again from now on.</Trans>{" "}
      {inside > 0 && (
        <Plural
          value={inside}
          one="One person is inside and goes on at once: what happened meanwhile is caught up in its order."
          other="# people are inside and go on at once: what happened meanwhile is caught up in its order."
        />
      )}
    </p>
  );
}

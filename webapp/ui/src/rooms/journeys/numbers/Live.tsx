import { Button, Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { IconBroadcast } from "@tabler/icons-react";
import { useMemo } from "react";

import { useView } from "../../../list/view";
import { Empty } from "../../../parts/Empty";
import { Failure } from "../../../parts/Failure";
import type { Document } from "../flow/document";
import { Shown } from "../flow/Shown";
import type { JourneyWhole } from "../queries";
import { Stage } from "../Stage";
import type { JourneyView } from "../view";
import { countsDress } from "./counts";
import { Days } from "./Days";
import { Drawless } from "./Drawless";
import { Here } from "./Here";
import { countsQuery, versionQuery, type Stats } from "./queries";
import { Way } from "./Way";

/** What is live, and the people in it: counts on every step, or one person's way. */
export function Live({ journey }: { journey: JourneyWhole }) {
  const [view, change] = useView<JourneyView>();
  const { live } = journey;
  if (!live) return <NotLive onBack={() => change({ view: undefined })} />;
  if (view.person !== undefined) {
    return <Way journey={journey} person={view.person} onBack={() => change({ person: undefined, step: undefined })} />;
  }
  return <Numbers journey={journey} version={live.id} />;
}

function NotLive({ onBack }: { onBack: () => void }) {
  return (
    <Empty
      glyph={IconBroadcast}
      title={<Trans>Nothing is live yet</Trans>}
      act={
        <Button variant="default" onClick={onBack}>
          <Trans>Go to the draft</Trans>
        </Button>
      }
    >
      <Trans>Once the draft is published, people go through it, and their numbers stand here on each step.</Trans>
    </Empty>
  );
}

function Numbers({ journey: { id }, version }: { journey: JourneyWhole; version: string }) {
  const [{ from, to }, change] = useView<JourneyView>();
  const { data: document, error: lost } = useQuery(versionQuery(id, version));
  const { data: stats, error: uncounted } = useQuery(countsQuery(id, { from, to }));
  const error = lost ?? uncounted;
  if (error) return <Failure error={error} />;
  if (document === null) return <Drawless />;
  return (
    <>
      <Days days={{ from, to }} began={stats?.began} onPick={change} />
      {document ? <Peopled id={id} document={document} stats={stats} /> : <Skeleton height={480} />}
    </>
  );
}

function Peopled({ id, document, stats }: { id: string; document: Document; stats: Stats | undefined }) {
  const [{ step }, change] = useView<JourneyView>();
  const pick = (picked: string | undefined): void => change({ step: picked });
  const close = (): void => pick(undefined);
  const here = step !== undefined && <Here key={step} {...{ id, step, document, stats }} onClose={close} />;
  return (
    <Stage aside={here}>
      <Counted document={document} stats={stats} step={step} onStep={pick} />
    </Stage>
  );
}

interface Props {
  document: Document;
  stats: Stats | undefined;
  step: string | undefined;
  onStep: (step: string | undefined) => void;
}

function Counted({ document, stats, step, onStep }: Props) {
  const { i18n } = useLingui();
  const dress = useMemo(() => {
    const parts = new Intl.NumberFormat(i18n.locale, { style: "percent" });
    const counts = new Intl.NumberFormat(i18n.locale, { notation: "compact" });
    const words = { part: (share: number) => parts.format(share), count: (number: number) => counts.format(number) };
    return stats && countsDress(document, stats, words);
  }, [document, stats, i18n.locale]);
  return <Shown document={document} dress={dress} step={step} onStep={onStep} />;
}

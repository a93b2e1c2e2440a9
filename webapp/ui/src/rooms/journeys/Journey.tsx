import { Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Suspense, type ReactNode } from "react";

import { useView } from "../../list/view";
import { State } from "../../parts/Chip";
import { Page } from "../../parts/Page";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { Builder } from "./flow/Builder";
import { readDocument, type Document } from "./flow/document";
import { Publish } from "./flow/Publish";
import { Live } from "./numbers/Live";
import { countsQuery } from "./numbers/queries";
import { Others } from "./presence/Others";
import { Problems } from "./Problems";
import { Hold } from "./publishing/Hold";
import { journeyQuery, type JourneyWhole } from "./queries";
import { Sides } from "./Sides";
import { Standing } from "./Standing";
import { Theatre } from "./theatre/Theatre";
import { Versions } from "./versions/Versions";
import type { JourneyView, Side } from "./view";

const route = getRouteApi("/frame/journeys/$journeyId");
const EVER = {};

/** A journey: its draft, what is live and its people, what it was before, or a rehearsal; the address says which. */
export function Journey() {
  const { t } = useLingui();
  const { journeyId } = route.useParams();
  const [view] = useView<JourneyView>();
  const { data: journey } = useSuspenseQuery(journeyQuery(journeyId));
  const { data: stats } = useQuery(countsQuery(journeyId, EVER));
  const may = useMay("edit");
  const mayPublish = useMay("publish");
  const { id, name, status } = journey;
  const inside = stats?.waiting ?? 0;
  const more = may && <Acts journey={{ id, name, status, inside }} />;
  const standing = <Standing journey={journey} stats={stats} />;
  const around: Around = (content, acts) => (
    <Page
      title={name}
      back={{ to: "/journeys", label: t`Journeys` }}
      beside={<State kind="journey" state={status} />}
      acts={
        <>
          {mayPublish && <Hold journey={journey} inside={inside} />}
          {acts}
          {more}
        </>
      }
    >
      {content}
      {view.view !== undefined && standing}
    </Page>
  );
  if (view.view === undefined) return <Draft journey={journey} inside={inside} around={around} />;
  return around(<Looked journey={journey} side={view.view} />);
}

type Around = (content: ReactNode, acts?: ReactNode) => ReactNode;

/** Go to another side of the journey; what was picked on this one stays behind. */
function useSides(journey: JourneyWhole, before?: () => Promise<unknown>): ReactNode {
  const [view, change] = useView<JourneyView>();
  const may = useMay("edit");
  const go = async (side: Side | undefined, compared = {}): Promise<void> => {
    await before?.();
    change({ view: side, step: undefined, person: undefined, ...compared });
  };
  return (
    <Sides
      journey={journey}
      side={view.view}
      tries={may}
      onSide={(side) => void go(side)}
      onCompare={() => void go("versions", { old: "live", now: "draft" })}
    />
  );
}

type Look = (props: { journey: JourneyWhole }) => ReactNode;
const LOOKS: Record<Side, Look> = { live: Live, versions: Versions, test: Theatre };

function Looked({ journey, side }: { journey: JourneyWhole; side: Side }) {
  const sides = useSides(journey);
  const Look = LOOKS[side];
  return (
    <>
      {sides}
      <Suspense fallback={<Skeleton height={480} />}>
        <Look journey={journey} />
      </Suspense>
    </>
  );
}

interface DraftProps {
  journey: JourneyWhole;
  inside: number;
  around: Around;
}

function Draft({ journey, inside, around }: DraftProps) {
  const document = readDocument(journey.draft);
  return document ? <Drawn {...{ journey, inside, around, document }} /> : <ByHand journey={journey} around={around} />;
}

function ByHand({ journey, around }: Omit<DraftProps, "inside">) {
  const sides = useSides(journey);
  return around(
    <>
      {sides}
      <p>
        <Trans>This draft was written by hand and cannot be drawn yet: mend what is listed here first.</Trans>
      </p>
      <Problems problems={journey.problems} />
    </>,
  );
}

function Drawn({ journey, inside, around, document }: DraftProps & { document: Document }) {
  const mayEdit = useMay("edit");
  const mayPublish = useMay("publish");
  const may = mayEdit && journey.status !== "archived";
  return (
    <Builder key={journey.id} journey={journey} document={document} may={may}>
      {({ keeping, load }, canvas) =>
        around(
          <>
            <Switch journey={journey} before={keeping.flush} />
            <Others {...{ journey, keeping, load }} />
            {canvas}
          </>,
          mayPublish && <Publish journey={journey} keeping={keeping} inside={inside} />,
        )
      }
    </Builder>
  );
}

function Switch({ journey, before }: { journey: JourneyWhole; before: () => Promise<unknown> }) {
  return useSides(journey, before);
}

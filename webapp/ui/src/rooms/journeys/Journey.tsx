import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { State } from "../../parts/Chip";
import { Page } from "../../parts/Page";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { Builder } from "./flow/Builder";
import { readDocument } from "./flow/document";
import { Publish } from "./flow/Publish";
import { Problems } from "./Problems";
import { journeyQuery, statsQuery } from "./queries";
import { Standing } from "./Standing";

const route = getRouteApi("/frame/journeys/$journeyId");

/** A journey: its draft on the canvas, how it stands, and what is wrong with it. */
export function Journey() {
  const { t } = useLingui();
  const { journeyId } = route.useParams();
  const { data: journey } = useSuspenseQuery(journeyQuery(journeyId));
  const { data: stats } = useQuery(statsQuery(journeyId));
  const mayEdit = useMay("edit");
  const mayPublish = useMay("publish");
  const { id, name, status, problems } = journey;
  const inside = stats?.waiting ?? 0;
  const document = readDocument(journey.draft);
  const frame = {
    title: name,
    back: { to: "/journeys" as const, label: t`Journeys` },
    beside: <State kind="journey" state={status} />,
  };
  const more = mayEdit && <Acts journey={{ id, name, status, inside }} />;
  if (!document) {
    return (
      <Page {...frame} acts={more}>
        <p>
          <Trans>This draft was written by hand and cannot be drawn yet: mend what is listed here first.</Trans>
        </p>
        <Problems problems={problems} />
      </Page>
    );
  }
  return (
    <Builder key={id} journey={journey} document={document} may={mayEdit && status !== "archived"}>
      {({ keeping, show }, canvas) => (
        <Page
          {...frame}
          acts={
            <>
              {more}
              {mayPublish && <Publish journey={journey} keeping={keeping} inside={inside} />}
            </>
          }
        >
          {canvas}
          <Problems problems={problems} show={show} />
          <Standing journey={journey} stats={stats} />
        </Page>
      )}
    </Builder>
  );
}

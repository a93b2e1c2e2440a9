import { useLingui } from "@lingui/react/macro";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { State } from "../../parts/Chip";
import { Page } from "../../parts/Page";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { Problems } from "./Problems";
import { journeyQuery, statsQuery } from "./queries";
import { Standing } from "./Standing";

const route = getRouteApi("/frame/journeys/$journeyId");

/** A journey: how it stands, and what is wrong with its draft. */
export function Journey() {
  const { t } = useLingui();
  const { journeyId } = route.useParams();
  const { data: journey } = useSuspenseQuery(journeyQuery(journeyId));
  const { data: stats } = useQuery(statsQuery(journeyId));
  const { id, name, status, problems } = journey;
  const inside = stats?.waiting ?? 0;
  return (
    <Page
      title={name}
      back={{ to: "/journeys", label: t`Journeys` }}
      beside={<State kind="journey" state={status} />}
      acts={useMay("edit") && <Acts journey={{ id, name, status, inside }} />}
    >
      <Standing journey={journey} stats={stats} />
      <Problems problems={problems} />
    </Page>
  );
}

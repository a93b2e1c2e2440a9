import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { Editor } from "./Editor";
import { campaignQuery } from "./queries";
import { Results } from "./Results";

const route = getRouteApi("/frame/campaigns/$campaignId");

/** A draft is written; of what was sent it is shown what came of it. */
export function CampaignPage() {
  const { campaignId } = route.useParams();
  const { data } = useSuspenseQuery(campaignQuery(campaignId));
  return data.state === "draft" ? <Editor key={campaignId} campaign={data} /> : <Results campaign={data} />;
}

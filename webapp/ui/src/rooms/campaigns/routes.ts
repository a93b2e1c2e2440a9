import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readCampaignsView, readResultsView } from "./view";

// A campaign is written and looked at as a push is: with the words of that room.
// eslint-disable-next-line lingui/no-unlocalized-strings -- the names of folders
const PARTS = ["parts/resources", "rooms/pushes"] as const;

export const campaignsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "campaigns",
  validateSearch: readCampaignsView,
  component: lazy("campaigns", () => import("./Campaigns"), "Campaigns", PARTS),
});

export const campaignRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "campaigns/$campaignId",
  validateSearch: readResultsView,
  loader: async ({ params }) => {
    const { campaignQuery } = await import("./queries");
    return queries.query(campaignQuery(params.campaignId));
  },
  component: lazy("campaigns", () => import("./CampaignPage"), "CampaignPage", PARTS),
});

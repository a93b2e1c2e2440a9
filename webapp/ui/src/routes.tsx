/** Every address of the console. A room's own routes stand in its folder; here they are joined. */
import { createRouter } from "@tanstack/react-router";

import { Crash, Lost } from "./frame/Crash";
import { frameRoute, indexRoute, lostRoute, rootRoute } from "./frame/route";
import { campaignRoute, campaignsRoute } from "./rooms/campaigns/routes";
import { categoriesRoute, categoryRoute } from "./rooms/categories/routes";
import { galleryRoute, journeyRoute, journeysRoute } from "./rooms/journeys/routes";
import { homeRoute } from "./rooms/home/routes";
import { liveRoute } from "./rooms/live/routes";
import { messageRoute, messagesRoute } from "./rooms/messages/routes";
import { peopleRoute, personRoute } from "./rooms/people/routes";
import { popupRoute, popupsRoute } from "./rooms/popups/routes";
import { pushesRoute, pushRoute } from "./rooms/pushes/routes";
import { newSegmentRoute, segmentRoute, segmentsRoute } from "./rooms/segments/routes";
import { settingsRoutes } from "./rooms/settings/routes";
import { loginRoute, welcomeRoute } from "./session/routes";

const tree = rootRoute.addChildren([
  loginRoute,
  welcomeRoute,
  frameRoute.addChildren([
    ...[indexRoute, lostRoute, homeRoute, liveRoute, journeysRoute, galleryRoute, journeyRoute],
    ...[segmentsRoute, newSegmentRoute, segmentRoute],
    ...[messagesRoute, messageRoute, campaignsRoute, campaignRoute],
    ...[pushesRoute, pushRoute, popupsRoute, popupRoute, categoriesRoute, categoryRoute],
    ...[peopleRoute, personRoute],
    ...settingsRoutes,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: "/console",
  defaultPreload: "intent",
  // The query cache decides what is fresh.
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

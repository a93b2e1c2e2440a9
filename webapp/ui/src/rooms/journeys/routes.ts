import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { journeyQuery } from "./queries";
import { readJourneysView, readJourneyView } from "./view";

export const journeysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "journeys",
  validateSearch: readJourneysView,
  component: lazy("journeys", () => import("./Journeys"), "Journeys"),
});

export const galleryRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "journeys/gallery",
  component: lazy("journeys", () => import("./gallery/Gallery"), "Gallery"),
});

export const journeyRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "journeys/$journeyId",
  validateSearch: readJourneyView,
  loader: ({ params }) => queries.query(journeyQuery(params.journeyId)),
  component: lazy("journeys", () => import("./Journey"), "Journey"),
});

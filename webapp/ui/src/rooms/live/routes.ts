import { createRoute } from "@tanstack/react-router";

import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readLiveView } from "./view";

export const liveRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "live",
  validateSearch: readLiveView,
  component: lazy("live", () => import("./Live"), "Live"),
});

import { createRoute } from "@tanstack/react-router";

import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";

export const accountRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "settings",
  component: lazy("settings", () => import("./Account"), "Account"),
});

export const membersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "settings/members",
  component: lazy("settings", () => import("./Members"), "Members"),
});

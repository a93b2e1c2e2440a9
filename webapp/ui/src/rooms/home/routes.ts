import { createRoute } from "@tanstack/react-router";

import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readHomeView } from "./view";

export const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "home",
  validateSearch: readHomeView,
  component: lazy("home", () => import("./Home"), "Home"),
});

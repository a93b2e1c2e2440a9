import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { personQuery } from "./queries";
import { readPeopleView, readPersonView } from "./view";

export const peopleRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "people",
  validateSearch: readPeopleView,
  component: lazy("people", () => import("./People"), "People"),
});

export const personRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "people/$personId",
  validateSearch: readPersonView,
  loader: ({ params }) => queries.query(personQuery(params.personId)),
  component: lazy("people", () => import("./Person"), "Person"),
});

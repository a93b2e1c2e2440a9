import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readEditorView, readPushesView } from "./view";

const WORDS = ["resources", "pushes"];

export const pushesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "pushes",
  validateSearch: readPushesView,
  component: lazy(WORDS, () => import("./Pushes"), "Pushes"),
});

export const pushRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "pushes/$key",
  validateSearch: readEditorView,
  loader: async ({ params }) => {
    const { pushes } = await import("./queries");
    return queries.query(pushes.query(params.key));
  },
  component: lazy(WORDS, () => import("./PushPage"), "PushPage"),
});

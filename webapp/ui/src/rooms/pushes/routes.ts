import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readEditorView, readPushesView } from "./view";

// eslint-disable-next-line lingui/no-unlocalized-strings -- the names of folders
const PARTS = ["parts/resources", "parts/sound"] as const;

export const pushesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "pushes",
  validateSearch: readPushesView,
  component: lazy("pushes", () => import("./Pushes"), "Pushes", PARTS),
});

export const pushRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "pushes/$key",
  validateSearch: readEditorView,
  loader: async ({ params }) => {
    const { pushes } = await import("./queries");
    return queries.query(pushes.query(params.key));
  },
  component: lazy("pushes", () => import("./PushPage"), "PushPage", PARTS),
});

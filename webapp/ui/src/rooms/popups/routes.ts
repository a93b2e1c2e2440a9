import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readEditorView, readPopupsView } from "./view";

// eslint-disable-next-line lingui/no-unlocalized-strings -- the name of a folder
const PARTS = ["parts/resources"] as const;

export const popupsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "popups",
  validateSearch: readPopupsView,
  component: lazy("popups", () => import("./Popups"), "Popups", PARTS),
});

export const popupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "popups/$key",
  validateSearch: readEditorView,
  loader: async ({ params }) => {
    const { popups } = await import("./queries");
    return queries.query(popups.query(params.key));
  },
  component: lazy("popups", () => import("./PopupPage"), "PopupPage", PARTS),
});

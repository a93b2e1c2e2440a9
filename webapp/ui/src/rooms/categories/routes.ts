import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readCategoriesView, readEditorView } from "./view";

// eslint-disable-next-line lingui/no-unlocalized-strings -- the names of folders
const PARTS = ["parts/resources", "parts/sound"] as const;

export const categoriesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "categories",
  validateSearch: readCategoriesView,
  component: lazy("categories", () => import("./Categories"), "Categories", PARTS),
});

export const categoryRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "categories/$key",
  validateSearch: readEditorView,
  loader: async ({ params }) => {
    const { categories } = await import("../../parts/resources/queries");
    return queries.query(categories.query(params.key));
  },
  component: lazy("categories", () => import("./CategoryPage"), "CategoryPage", PARTS),
});

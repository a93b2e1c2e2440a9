import { createRoute } from "@tanstack/react-router";

import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readNewSegmentView, readSegmentsView, readSegmentView } from "./view";

// eslint-disable-next-line lingui/no-unlocalized-strings -- the name of a folder
const PARTS = ["parts/resources"] as const;

export const segmentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "segments",
  validateSearch: readSegmentsView,
  component: lazy("segments", () => import("./Segments"), "Segments", PARTS),
});

export const newSegmentRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "segments/new",
  validateSearch: readNewSegmentView,
  component: lazy("segments", () => import("./NewSegment"), "NewSegment"),
});

export const segmentRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "segments/$segmentId",
  validateSearch: readSegmentView,
  loader: async ({ params }) => (await import("./queries")).fetchSegment(params.segmentId),
  component: lazy("segments", () => import("./Segment"), "Segment", ["parts/resources"]),
});

/** The roots that all routes hang on. */
import { createRootRoute, createRoute, redirect } from "@tanstack/react-router";

import { queries } from "../api/queries";
import { pathOf, roomsFor } from "../rooms";
import { sessionQuery } from "../session/session";
import { Crash, Lost } from "./Crash";
import { Frame } from "./Frame";
import { Root } from "./Root";

export const rootRoute = createRootRoute({ component: Root, errorComponent: Crash, notFoundComponent: Lost });

/** Everything that only members see. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  component: Frame,
  async beforeLoad({ location }) {
    const session = await queries.query({ ...sessionQuery, staleTime: "static" });
    if (session !== null) return;
    throw redirect({ to: "/login", search: location.href === "/" ? {} : { to: location.href } });
  },
});

/** What is no address of ours, said inside the frame. */
export const lostRoute = createRoute({ getParentRoute: () => frameRoute, path: "$", component: Lost });

/** The first room of the rail. */
export const indexRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  async beforeLoad() {
    const session = await queries.query({ ...sessionQuery, staleTime: "static" });
    const [first] = roomsFor(session?.workspace.role ?? "viewer");
    if (first) throw redirect({ to: pathOf(first), replace: true });
  },
});

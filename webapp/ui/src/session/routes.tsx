/** The pages outside the frame: the log-in, and where the links of invitations and resets lead. */
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { queries } from "../api/queries";
import { rootRoute } from "../frame/route";
import { safePath } from "./paths";
import { sessionQuery } from "./session";

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "login",
  validateSearch: ({ to }): { to?: string } => (typeof to === "string" ? { to } : {}),
  async beforeLoad({ search }) {
    const session = await queries.query({ ...sessionQuery, staleTime: "static" });
    if (session !== null) throw redirect({ href: safePath(search.to), replace: true });
  },
  component: lazyRouteComponent(() => import("./LogIn"), "LogIn"),
});

export const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "welcome",
  component: lazyRouteComponent(() => import("./Welcome"), "Welcome"),
});

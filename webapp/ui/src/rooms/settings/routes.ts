import { createRoute } from "@tanstack/react-router";

import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readAuditView } from "./auditView";
import { readWebhookView } from "./webhookView";

// eslint-disable-next-line lingui/no-unlocalized-strings -- the name of a folder
const SOUND = ["parts/sound"] as const;

const getParentRoute = (): typeof frameRoute => frameRoute;

const accountRoute = createRoute({
  getParentRoute,
  path: "settings",
  component: lazy("settings", () => import("./Account"), "Account"),
});

const auditRoute = createRoute({
  getParentRoute,
  path: "settings/audit",
  validateSearch: readAuditView,
  component: lazy("settings", () => import("./Audit"), "Audit"),
});

const workspaceRoute = createRoute({
  getParentRoute,
  path: "settings/workspace",
  component: lazy("settings", () => import("./Workspace"), "Workspace"),
});

const membersRoute = createRoute({
  getParentRoute,
  path: "settings/members",
  component: lazy("settings", () => import("./Members"), "Members"),
});

const sendingRoute = createRoute({
  getParentRoute,
  path: "settings/sending",
  component: lazy("settings", () => import("./Sending"), "Sending", SOUND),
});

const preferencesRoute = createRoute({
  getParentRoute,
  path: "settings/preferences",
  component: lazy("settings", () => import("./Preferences"), "Preferences"),
});

const dataRoute = createRoute({
  getParentRoute,
  path: "settings/data",
  component: lazy("settings", () => import("./Data"), "Data"),
});

const installRoute = createRoute({
  getParentRoute,
  path: "settings/install",
  component: lazy("settings", () => import("./Install"), "Install"),
});

const browsersRoute = createRoute({
  getParentRoute,
  path: "settings/browsers",
  component: lazy("settings", () => import("./Browsers"), "Browsers"),
});

const keysRoute = createRoute({
  getParentRoute,
  path: "settings/keys",
  component: lazy("settings", () => import("./Keys"), "Keys"),
});

const identityRoute = createRoute({
  getParentRoute,
  path: "settings/identity",
  component: lazy("settings", () => import("./Identity"), "Identity"),
});

const pushRoute = createRoute({
  getParentRoute,
  path: "settings/push",
  component: lazy("settings", () => import("./PushServices"), "PushServices"),
});

const webhooksRoute = createRoute({
  getParentRoute,
  path: "settings/webhooks",
  validateSearch: readWebhookView,
  component: lazy("settings", () => import("./Webhooks"), "Webhooks"),
});

const workspacesRoute = createRoute({
  getParentRoute,
  path: "settings/workspaces",
  component: lazy("settings", () => import("./Workspaces"), "Workspaces"),
});

export const settingsRoutes = [
  accountRoute,
  auditRoute,
  workspaceRoute,
  membersRoute,
  sendingRoute,
  preferencesRoute,
  dataRoute,
  installRoute,
  browsersRoute,
  keysRoute,
  identityRoute,
  pushRoute,
  webhooksRoute,
  workspacesRoute,
] as const;

import { createRoute } from "@tanstack/react-router";

import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { readMessagesView } from "./view";

export const messagesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "messages",
  validateSearch: readMessagesView,
  component: lazy("messages", () => import("./Messages"), "Messages"),
});

export const messageRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "messages/$messageId",
  loader: async ({ params }) => (await import("./queries")).fetchMessage(params.messageId),
  component: lazy("messages", () => import("./Message"), "Message"),
});

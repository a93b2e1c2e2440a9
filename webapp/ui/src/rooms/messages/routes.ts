import { createRoute } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { frameRoute } from "../../frame/route";
import { lazy } from "../lazy";
import { messageQuery } from "./queries";
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
  loader: ({ params }) => queries.query(messageQuery(params.messageId)),
  component: lazy("messages", () => import("./Message"), "Message"),
});

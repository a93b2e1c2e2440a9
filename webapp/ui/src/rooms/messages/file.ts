/** The list as a file: one line for each device, times as the API tells them. */
import type { Cell } from "../../parts/room/csv";
import type { Message, Send } from "./queries";
import { deliveries, fits, reasonOf, stateOf } from "./rows";
import type { MessagesView } from "./view";

export const HEAD = [
  ...["message", "person", "user_id", "journey", "node", "push", "state", "reason", "device", "platform", "browser"],
  ...["model", "created_at", "settled_at", "displayed_at", "clicked_at", "dismissed_at", "answer"],
];

export const lines = (view: MessagesView, message: Message): Cell[][] =>
  deliveries([message])
    .filter((row) => fits(view, row))
    .map((row) => [
      ...[message.id, message.person, message.user_id, message.journey, message.node, message.push],
      ...[stateOf(row), reasonOf(row), ...told(row.send, ["device", "platform", "browser", "model"])],
      message.created_at,
      ...told(row.send, ["settled_at", "displayed_at", "clicked_at", "dismissed_at", "answer"]),
    ]);

const told = (send: Send | undefined, names: readonly (keyof Send)[]): Cell[] => names.map((name) => send?.[name]);

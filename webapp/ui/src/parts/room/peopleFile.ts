/** People as lines of a file; times as the API tells them. */
import type { Schemas } from "../../api/client";
import type { Cell } from "./csv";

export const HEAD = ["person", "user_id", "name", "email", "language", "push_status", "created_at", "last_seen_at"];

export const lineOf = ({ id, user_id: user, name, email, ...rest }: Schemas["PersonItem"]): Cell[][] => [
  [id, user, name, email, rest.language, rest.push_status, rest.created_at, rest.last_seen_at],
];

/** The recipients as a file: one line for each device, times as the API tells them. */
import type { Cell } from "../../parts/room/csv";
import type { Recipient } from "./queries";

const NAMES = [
  ...["message", "person", "user_id", "device", "model", "platform", "browser", "state", "reason"],
  ...["settled_at", "displayed_at", "clicked_at"],
] as (keyof Recipient)[];

export const HEAD: readonly string[] = NAMES;

export const lineOf = (row: Recipient): Cell[] => NAMES.map((name) => row[name]);

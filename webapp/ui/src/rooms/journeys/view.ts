/** The journeys' list in the address: `?q=&sort=&status=`. */
import { holds } from "../../list/columns";
import { oneOf, readView, tidy, type View } from "../../list/view";
import type { Journey } from "./queries";

export const STATUSES = ["live", "paused", "draft", "archived"] as const;
export type Status = (typeof STATUSES)[number];

export interface JourneysView extends View {
  /** One of them; without it all but the archived. */
  status?: Status;
}

export function readJourneysView(search: Record<string, unknown>): JourneysView {
  return tidy({ ...readView(search), status: oneOf(search.status, STATUSES) });
}

/** Whether the view shows this journey. */
export function shows({ q, status }: JourneysView, journey: Pick<Journey, "name" | "status">): boolean {
  const wanted = status === undefined ? journey.status !== "archived" : journey.status === status;
  return wanted && holds(journey.name, q);
}

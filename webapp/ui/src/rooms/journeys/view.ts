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

/** What the canvas of a journey shows; without one, its draft. */
export const SIDES = ["live", "versions", "test"] as const;
export type Side = (typeof SIDES)[number];

/**
 * A journey in the address: `?step=&panel=`, `?view=live&from=&to=&step=&person=`, `?view=versions&old=&now=`,
 * `?view=test&who=`.
 */
export interface JourneyView extends View {
  view?: Side;
  /** Days of UTC, the last one too: `2026-01-31`. */
  from?: string;
  to?: string;
  /** The step that is selected, or whose drawer is open; of several none. */
  step?: string;
  /** Whose way is drawn. */
  person?: string;
  /** What is compared: a version's number, `draft` or `live`. */
  old?: string;
  now?: string;
  /** Beside the draft, where no step is selected: the journey's own settings. */
  panel?: "settings";
  /** On whom the draft is tried. */
  who?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WHICH = /^(draft|live|[1-9]\d{0,8})$/;
const NAME = /^[\w-]{1,64}$/;

const fits = (value: unknown, shape: RegExp): string | undefined =>
  (typeof value === "string" || typeof value === "number") && shape.test(String(value)) ? String(value) : undefined;

export function readJourneyView(search: Record<string, unknown>): JourneyView {
  return tidy({
    view: oneOf(search.view, SIDES),
    from: fits(search.from, DAY),
    to: fits(search.to, DAY),
    step: fits(search.step, NAME),
    person: fits(search.person, NAME),
    old: fits(search.old, WHICH),
    now: fits(search.now, WHICH),
    panel: oneOf(search.panel, ["settings"]),
    who: fits(search.who, NAME),
  });
}

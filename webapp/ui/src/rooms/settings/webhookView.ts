/** The address of the webhooks' page: which calls are looked at. */
import { oneOf, readView, tidy, type View } from "../../list/view";

export const CALL_STATES = ["pending", "claimed", "done", "failed"] as const;

export interface WebhookView extends View {
  state?: (typeof CALL_STATES)[number];
  /** An endpoint's id; without it the calls to all, and those of journeys. */
  webhook?: string;
}

export function readWebhookView(search: Record<string, unknown>): WebhookView {
  const webhook = typeof search.webhook === "string" ? search.webhook.slice(0, 200) : undefined;
  return tidy({ ...readView(search), state: oneOf(search.state, CALL_STATES), webhook });
}

/** The room's addresses: the list's `?q=&sort=&state=`, a draft's `?look=&dark=&person=`, results' `?state=&…`. */
import { holds } from "../../list/columns";
import { oneOf, readView, tidy, type View } from "../../list/view";
import { plain } from "../../parts/resources/document";
import { CAMPAIGN_STATE, SEND_STATE } from "../../theme/tokens";
import type { Campaign } from "./queries";

export type CampaignState = keyof typeof CAMPAIGN_STATE;
export type SendState = keyof typeof SEND_STATE;
export const STATES = Object.keys(CAMPAIGN_STATE) as CampaignState[];
export const SEND_STATES = Object.keys(SEND_STATE) as SendState[];

const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value.slice(0, 100) : undefined;

export interface CampaignsView extends View {
  /** Those in one state; without it all. */
  state?: CampaignState;
}

export function readCampaignsView(search: Record<string, unknown>): CampaignsView {
  return tidy({ ...readView(search), state: oneOf(search.state, STATES) });
}

/** Whether the view shows this campaign: by what it says. */
export function shows({ q, state }: CampaignsView, campaign: Pick<Campaign, "title" | "message" | "state">): boolean {
  const wanted = state === undefined || campaign.state === state;
  return wanted && holds(`${plain(campaign.title)} ${plain(campaign.message)}`, q);
}

export interface ResultsView extends View {
  /** Of the recipients, those in one state, for a reason, on one system. */
  state?: SendState;
  reason?: string;
  platform?: string;
  /** `settings`: what it was sent with. */
  show?: "settings";
  /** Of a draft: the browser that the preview looks like, its colours, whom it is rendered for. */
  look?: string;
  dark?: boolean;
  person?: string;
}

export function readResultsView(search: Record<string, unknown>): ResultsView {
  const { reason, platform, look, person, dark, show } = search;
  return tidy({
    ...readView(search),
    state: oneOf(search.state, SEND_STATES),
    reason: text(reason),
    platform: text(platform),
    look: text(look),
    person: text(person),
    dark: dark === true || undefined,
    show: oneOf(show, ["settings"] as const),
  });
}

/** What of the recipients the server is asked for. */
export const narrowed = ({ state, reason, platform }: ResultsView): Record<string, string> =>
  tidy({ state, reason, platform });

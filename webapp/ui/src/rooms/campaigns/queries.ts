/** What the room asks of the API, and what it tells it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";
import { narrowed, type ResultsView } from "./view";

export type Body = Required<Schemas["CampaignBody"]>;
export type Campaign = Schemas["CampaignItem"] & Body;
export type State = Campaign["state"];
export type Stats = Omit<Schemas["CampaignStats"], "campaign"> & { campaign: Campaign };
export type Recipient = Schemas["RecipientItem"];
export type Size = Schemas["SizeItem"];
export type Act = "send" | "pause" | "resume" | "cancel";
export type Chosen = Pick<Body, "group" | "segment" | "language" | "only_language" | "target">;

export const ALL = ["campaigns"] as const;
const PAGE = 100;
const SOON = 2_000;
/** Counting many takes the database a while. */
const LATER = 10_000;
const MANY = 20_000;
const UNDER_WAY: readonly State[] = ["scheduled", "sending"];

const named = (id: string) => ({ params: { path: { campaign_id: id } } });

export const loader =
  (state: State | undefined) =>
  (after: string | undefined): Promise<PageOf<Campaign>> => {
    const query = { limit: PAGE, ...(state && { state }), ...(after !== undefined && { after }) };
    return read(api.GET("/api/v1/campaigns", { params: { query } })) as Promise<PageOf<Campaign>>;
  };

export const foundQuery = queryOptions({
  queryKey: [...ALL, "found"],
  staleTime: 60_000,
  queryFn: async () => (await loader(undefined)(undefined)).items,
});

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "one", id],
    queryFn: () => read(api.GET("/api/v1/campaigns/{campaign_id}", named(id))) as Promise<Campaign>,
  });

function pause(campaign: Campaign | undefined): number | false {
  if (!campaign || !UNDER_WAY.includes(campaign.state)) return false;
  return campaign.devices > MANY ? LATER : SOON;
}

/** How it stands; asked again while something of it is on its way. */
export const statsQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "stats", id],
    queryFn: async () => {
      const stats = (await read(api.GET("/api/v1/campaigns/{campaign_id}/stats", named(id)))) as Stats;
      queries.setQueryData(campaignQuery(id).queryKey, stats.campaign);
      return stats;
    },
    refetchInterval: ({ state: { data } }) => pause(data?.campaign),
  });

export const recipients =
  (id: string, view: ResultsView, limit: number) =>
  (after: string | undefined): Promise<PageOf<Recipient>> => {
    const query = { limit, ...narrowed(view), ...(after !== undefined && { after }) };
    const params = { ...named(id).params, query };
    return read(api.GET("/api/v1/campaigns/{campaign_id}/recipients", { params }));
  };

/** Has it noted that so many lines of what the view shows were taken out. */
export const noteExported =
  (id: string, view: ResultsView) =>
  (rows: number): Promise<unknown> => {
    const body = { rows, ...narrowed(view) } as Schemas["RecipientsExportedBody"];
    return read(api.POST("/api/v1/campaigns/{campaign_id}/exported", { ...named(id), body }));
  };

/** How many it would go to as it is written now. */
export const sizeQuery = (chosen: Chosen) =>
  queryOptions({
    queryKey: [...ALL, "size", chosen],
    queryFn: () => read(api.POST("/api/v1/campaigns/preview", { body: chosen })),
    placeholderData: keepPreviousData,
    retry: false,
  });

/** How many it would go to as it is kept, at this moment. */
export const sizeOf = (id: string): Promise<Size> =>
  read(api.GET("/api/v1/campaigns/{campaign_id}/preview", named(id)));

async function changed<T>(call: Promise<unknown>): Promise<T> {
  const answer = (await call) as T;
  await queries.invalidateQueries({ queryKey: ALL });
  return answer;
}

export const create = (body: Partial<Body>): Promise<Campaign> =>
  changed(read(api.POST("/api/v1/campaigns", { body })));

const seen = (version: number | null) => (version === null ? {} : { headers: { "If-Match": `"${version}"` } });

/** Throws Problem: 412 where it is no longer this version, 409 where it was sent. */
export const replace = (id: string, version: number | null, body: Partial<Body>): Promise<Campaign> =>
  changed(read(api.PATCH("/api/v1/campaigns/{campaign_id}", { ...named(id), body, ...seen(version) })));

export async function remove({ id, version }: Campaign): Promise<void> {
  await read(api.DELETE("/api/v1/campaigns/{campaign_id}", { ...named(id), ...seen(version) }));
  queries.removeQueries({ queryKey: [...ALL, "one", id] });
  await changed(Promise.resolve());
}

/** Send, pause, resume or cancel it; `version`: the one that was looked at when it was confirmed. */
export const act = (id: string, what: Act, version: number | null = null): Promise<Campaign> =>
  changed(read(api.POST(`/api/v1/campaigns/{campaign_id}/${what}`, { ...named(id), ...seen(version) })));

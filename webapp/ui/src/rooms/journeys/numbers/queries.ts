/** What a journey has come to, who is in it, and what its versions were. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../../api/client";
import type { PageOf } from "../../../list/cursor";
import { readDocument, type Document } from "../flow/document";
import { ALL } from "../queries";

export type Stats = Schemas["JourneyStats"];
export type Run = Schemas["JourneyRunItem"];
export interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

const AGAIN = 5_000;
const STEP = 20;
const LONG = 60_000;

/** Counts of these days; asked for again and again, for people move. */
export const countsQuery = (id: string, { from, to }: Days) =>
  queryOptions({
    queryKey: [...ALL, id, "stats", from, to],
    queryFn: () => {
      const query = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
      return read(api.GET("/api/v1/journeys/{journey_id}/stats", { params: { path: { journey_id: id }, query } }));
    },
    refetchInterval: AGAIN,
    placeholderData: (before) => before,
  });

/** The definition of a version: it never changes. */
export const versionQuery = (id: string, version: string) =>
  queryOptions({
    queryKey: ["versions", id, version],
    queryFn: async (): Promise<Document | null> => {
      const path = { journey_id: id, version_id: version };
      const call = api.GET("/api/v1/journeys/{journey_id}/versions/{version_id}/export", { params: { path } });
      const definition: unknown = await read(call as Promise<{ data?: unknown; response: Response }>);
      return readDocument(definition);
    },
    staleTime: Infinity,
  });

export type Standing = "active" | "quarantined";

/** A page of the runs that stand at a step, the last entered first. */
export function loadRunsAt(id: string, node: string, state: Standing, after?: string): Promise<PageOf<Run>> {
  const query = { node, state, limit: STEP, ...(after !== undefined && { after }) };
  return read(api.GET("/api/v1/journeys/{journey_id}/runs", { params: { path: { journey_id: id }, query } }));
}

const person = (id: string) => ({ params: { path: { person_id: id } } });

/** What somebody is called here: her user id, or the end of her own. */
export const nameQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", id, "name"],
    queryFn: async () => (await read(api.GET("/api/v1/people/{person_id}", person(id)))).user_id,
    staleTime: LONG,
  });

/** A way with the steps from which a message to her came; they help where the first steps were not kept. */
export type WayTaken = Schemas["WayItem"] & { run: Schemas["RunItem"]; said: readonly string[] };

/** The last time somebody went through a journey; it is asked for again and again, for she moves. */
export const wayQuery = (id: string, who: string) =>
  queryOptions({
    queryKey: [...ALL, id, "way", who],
    queryFn: async (): Promise<WayTaken | null> => {
      const path = { journey_id: id, person_id: who };
      const way = await read(api.GET("/api/v1/journeys/{journey_id}/people/{person_id}/way", { params: { path } }));
      const run = way.run as Schemas["RunItem"] | null;
      if (run === null) return null;
      return { ...way, run, said: way.untold === 0 ? [] : await saidIn(run.id, who) };
    },
    refetchInterval: AGAIN,
  });

async function saidIn(run: string, who: string): Promise<string[]> {
  const { items } = await read(api.GET("/api/v1/people/{person_id}/messages", person(who)));
  return items.flatMap((each) => (each.run === run && each.node !== null ? [each.node] : []));
}

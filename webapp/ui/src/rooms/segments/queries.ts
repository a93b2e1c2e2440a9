/** What the room asks of the API, and what it tells it; each act says which answers it makes old. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";

export type Segment = Schemas["SegmentItem"];
export type Person = Schemas["PersonItem"];
export type Preview = Schemas["Preview"];
export type Use = Schemas["UseItem"];
export interface Draft {
  name: string;
  rule: unknown;
}

export const ALL = ["segments"] as const;
const PAGE = 200;
export const EVERYBODY = { combinator: "and", rules: [] };

export function loadSegments(after: string | undefined): Promise<PageOf<Segment>> {
  const query = { limit: PAGE, ...(after !== undefined && { after }) };
  return read(api.GET("/api/v1/segments", { params: { query } }));
}

const named = (id: string) => ({ params: { path: { segment_id: id } } });
const seen = (version: number | undefined) => (version === undefined ? {} : { "If-Match": `"${version}"` });

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, id],
    queryFn: () => read(api.GET("/api/v1/segments/{segment_id}", named(id))),
  });

export const fetchSegment = (id: string): Promise<Segment> => queries.query(segmentQuery(id));

/** As it is now, whatever was read before. */
export const freshSegment = (id: string): Promise<Segment> =>
  queries.query({ ...segmentQuery(id), staleTime: 0 });

export const usesQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, id, "uses"],
    queryFn: async () => (await read(api.GET("/api/v1/segments/{segment_id}/uses", named(id)))).items,
  });

/** How many people a rule holds for, and some of them. A rule that is no rule yet is answered 422. */
export const previewQuery = (rule: unknown) =>
  queryOptions({
    queryKey: [...ALL, "preview", rule],
    placeholderData: (before: Preview | undefined) => before,
    queryFn: () => read(api.POST("/api/v1/segments/preview", { body: { rule: rule as never } })),
  });

/** A page of its members: whoever was seen last first, or in no order, which is what a long export asks for. */
export const loadMembers =
  (id: string, sort?: "seen") =>
  (after: string | undefined): Promise<PageOf<Person>> => {
    const query = { limit: PAGE, ...(sort && { sort }), ...(after !== undefined && { after }) };
    return read(api.GET("/api/v1/segments/{segment_id}/people", { params: { path: { segment_id: id }, query } }));
  };

/** Has it noted that so many of its members were taken out. */
export const noteExported =
  (id: string) =>
  (rows: number): Promise<unknown> => {
    const params = { path: { segment_id: id } };
    return read(api.POST("/api/v1/segments/{segment_id}/exported", { params, body: { rows } }));
  };

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await queries.invalidateQueries({ queryKey: ALL });
  await queries.invalidateQueries({ queryKey: ["references", "segment"] });
  return answer;
}

export function createSegment(draft: Draft): Promise<Segment> {
  return changed(read(api.POST("/api/v1/segments", { body: draft as never })));
}

/** Save it if it is still this version, if one is given. Throws Problem: 412 if somebody else has saved another. */
export async function saveSegment(id: string, version: number | undefined, draft: Draft): Promise<Segment> {
  const call = { ...named(id), body: draft as never, headers: seen(version) };
  const saved = await read(api.PUT("/api/v1/segments/{segment_id}", call));
  queries.setQueryData(segmentQuery(id).queryKey, saved);
  return changed(Promise.resolve(saved));
}

export async function removeSegment({ id, version }: Segment): Promise<void> {
  await read(api.DELETE("/api/v1/segments/{segment_id}", { ...named(id), headers: seen(version) }));
  queries.removeQueries({ queryKey: [...ALL, id] });
  await queries.invalidateQueries({ queryKey: [...ALL, "list"] });
}

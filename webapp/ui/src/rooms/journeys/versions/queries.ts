/** What a journey was: its versions, how two of them differ, and the way back. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../../api/client";
import { queries } from "../../../api/queries";
import type { PageOf } from "../../../list/cursor";
import { ALL, journeyQuery, type JourneyWhole } from "../queries";

export type Version = Schemas["VersionItem"];
export type Difference = Schemas["DifferenceItem"];
/** `draft`, `live`, or a version's number. */
export type Which = string;

const STEP = 50;
const LONG = 60_000;
const named = (id: string) => ({ path: { journey_id: id } });

export const versionsKey = (id: string) => [...ALL, id, "versions"] as const;

/** A page of the versions, the newest first. */
export function loadVersions(id: string, after: string | undefined): Promise<PageOf<Version>> {
  const query = { limit: STEP, ...(after !== undefined && { after }) };
  return read(api.GET("/api/v1/journeys/{journey_id}/versions", { params: { ...named(id), query } }));
}

export const differenceQuery = (id: string, from: Which, to: Which, draft: number) =>
  queryOptions({
    queryKey: [...ALL, id, "difference", from, to, draft],
    queryFn: () => {
      const params = { ...named(id), query: { from, to } };
      return read(api.GET("/api/v1/journeys/{journey_id}/diff", { params }));
    },
  });

/** Members' addresses by what the audit calls them: `member:ID`. */
export const makersQuery = queryOptions({
  queryKey: ["members", "makers"],
  queryFn: async () => {
    const { items } = await read(api.GET("/api/v1/members", {}));
    return new Map(items.map(({ id, email }) => [`member:${id}`, email]));
  },
  staleTime: LONG,
});

/** Make the draft what the version was, if the draft is still the one that was seen. */
export async function restoreVersion(journey: JourneyWhole, version: string): Promise<JourneyWhole> {
  const params = { path: { journey_id: journey.id, version_id: version } };
  const call = { params, headers: { "If-Match": `"${journey.draft_version}"` } };
  const whole = await read(api.POST("/api/v1/journeys/{journey_id}/versions/{version_id}/restore", call));
  queries.setQueryData(journeyQuery(journey.id).queryKey, whole);
  await queries.invalidateQueries({ queryKey: ALL });
  return whole;
}

/** The canonical text of the draft, or of a version: the same for the same journey, made to be kept in git. */
export function exportJourney(id: string, version?: string): Promise<Blob> {
  const asBlob = { parseAs: "blob" as const };
  if (version === undefined) {
    return read(api.GET("/api/v1/journeys/{journey_id}/export", { params: named(id), ...asBlob }) as Promise<File>);
  }
  const params = { path: { journey_id: id, version_id: version } };
  const call = api.GET("/api/v1/journeys/{journey_id}/versions/{version_id}/export", { params, ...asBlob });
  return read(call as Promise<File>);
}

interface File {
  data?: Blob;
  response: Response;
}

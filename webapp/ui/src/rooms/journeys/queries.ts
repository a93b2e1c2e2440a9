/** What the room asks of the API, and what it tells it; each act says which answers it makes old. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";

export type Journey = Schemas["JourneyRow"];
export type JourneyWhole = Schemas["JourneyWhole"];
/** What happens to the people inside a journey that is archived. */
export type Inside = "exit" | "finish";

export const ALL = ["journeys"] as const;
const PAGE = 200;

/** A page of the list, the newest first. */
export function loadJourneys(after: string | undefined): Promise<PageOf<Journey>> {
  const query = { limit: PAGE, ...(after !== undefined && { after }) };
  return read(api.GET("/api/v1/journeys", { params: { query } }));
}

const named = (id: string) => ({ params: { path: { journey_id: id } } });

export const journeyQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, id],
    queryFn: () => read(api.GET("/api/v1/journeys/{journey_id}", named(id))),
  });

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await queries.invalidateQueries({ queryKey: ALL });
  return answer;
}

/** A new, empty draft. */
export function createJourney(name: string): Promise<JourneyWhole> {
  const body = { name, settings: {}, nodes: [], edges: [] };
  return changed(read(api.POST("/api/v1/journeys", { body: body as never })));
}

export function duplicateJourney(id: string): Promise<JourneyWhole> {
  return changed(read(api.POST("/api/v1/journeys/{journey_id}/duplicate", named(id))));
}

/** Archive them one after the other; the first refusal stops the rest and is thrown. */
export async function archiveJourneys(ids: readonly string[], inside: Inside): Promise<void> {
  const archive = async (): Promise<void> => {
    for (const id of ids) {
      await read(api.POST("/api/v1/journeys/{journey_id}/archive", { ...named(id), body: { inside } }));
    }
  };
  await archive().finally(() => queries.invalidateQueries({ queryKey: ALL }));
}

export function unarchiveJourney(id: string): Promise<Schemas["JourneyItem"]> {
  return changed(read(api.POST("/api/v1/journeys/{journey_id}/unarchive", named(id))));
}

const seen = (version: number) => ({ "If-Match": `"${version}"` });

/** Save the draft if it is still this version. Throws Problem: 412 if somebody else has saved another. */
export async function saveDraft(id: string, version: number, document: object): Promise<JourneyWhole> {
  const call = { ...named(id), body: document as never, headers: seen(version) };
  const whole = await read(api.PUT("/api/v1/journeys/{journey_id}/draft", call));
  queries.setQueryData(journeyQuery(id).queryKey, whole);
  await queries.invalidateQueries({ queryKey: [...ALL, "list"], refetchType: "none" });
  return whole;
}

/** A new journey with this draft. */
export function importJourney(document: object): Promise<JourneyWhole> {
  return changed(read(api.POST("/api/v1/journeys", { body: document as never })));
}

/** Make exactly this version of the draft live. */
export function publishJourney(id: string, version: number): Promise<Schemas["PublishedItem"]> {
  return changed(read(api.POST("/api/v1/journeys/{journey_id}/publish", { ...named(id), headers: seen(version) })));
}

export function pauseJourney(id: string): Promise<unknown> {
  return changed(read(api.POST("/api/v1/journeys/{journey_id}/pause", named(id))));
}

export function resumeJourney(id: string): Promise<unknown> {
  return changed(read(api.POST("/api/v1/journeys/{journey_id}/resume", named(id))));
}

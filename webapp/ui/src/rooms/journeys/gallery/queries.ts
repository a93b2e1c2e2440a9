/** The ready-made journeys, and how one is begun. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../../api/client";
import { queries } from "../../../api/queries";
import { ALL } from "../queries";

export type Ready = Schemas["ReadyItem"];
export type Begun = Schemas["BegunJourney"];

/** They come with the product: asked for once. */
export const galleryQuery = queryOptions({
  queryKey: ["gallery"],
  queryFn: async () => (await read(api.GET("/api/v1/gallery"))).items,
  staleTime: Infinity,
});

/** A new journey like this one, and whatever it names that was not there. */
export async function beginFrom(name: string): Promise<Begun> {
  const begun = await read(api.POST("/api/v1/gallery/{name}", { params: { path: { name } } }));
  await queries.invalidateQueries({ queryKey: ALL });
  await queries.invalidateQueries({ queryKey: ["references"] });
  return begun;
}

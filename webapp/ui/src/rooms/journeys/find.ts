/** Journeys for the search, by their names. */
import { api, read } from "../../api/client";
import { queries } from "../../api/queries";
import { holds } from "../../list/columns";
import { stateWord } from "../../parts/Chip";
import type { Found } from "../index";
import { ALL } from "./queries";

const load = async () => (await read(api.GET("/api/v1/journeys", { params: { query: { limit: 200 } } }))).items;

export async function find(words: string): Promise<Found[]> {
  const journeys = await queries.query({ queryKey: [...ALL, "find"], queryFn: load });
  return journeys
    .filter(({ name }) => holds(name, words))
    .map(({ id, name, status }) => ({ id, label: name, about: stateWord("journey", status), to: `/journeys/${id}` }));
}

/** Segments for the search, by their names. */
import { queries } from "../../api/queries";
import { holds } from "../../list/columns";
import type { Found } from "../index";
import { ALL, loadSegments } from "./queries";

export async function find(words: string): Promise<Found[]> {
  const { items } = await queries.query({ queryKey: [...ALL, "find"], queryFn: () => loadSegments(undefined) });
  return items
    .filter(({ name }) => holds(name, words))
    .map(({ id, name }) => ({ id, label: name, to: `/segments/${id}` }));
}

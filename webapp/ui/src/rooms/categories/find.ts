/** Categories for the search, by their names. */
import { queries } from "../../api/queries";
import { categories } from "../../parts/resources/queries";
import type { Found } from "../index";
import { shows } from "./view";

export async function find(words: string): Promise<Found[]> {
  const all = await queries.query(categories.listQuery);
  return all
    .filter((category) => shows({ q: words }, category))
    .map(({ key, name }) => ({ id: `category ${key}`, label: name, about: key, to: `/categories/${key}` }));
}

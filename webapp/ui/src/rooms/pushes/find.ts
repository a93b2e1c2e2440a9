/** Pushes for the search, by their names and titles. */
import { queries } from "../../api/queries";
import type { Found } from "../index";
import { pushes } from "./queries";
import { shows } from "./view";

export async function find(words: string): Promise<Found[]> {
  const all = await queries.query(pushes.listQuery);
  return all
    .filter((push) => shows({ q: words }, push))
    .map(({ key, name, title }) => ({ id: `push ${key}`, label: name, about: title, to: `/pushes/${key}` }));
}

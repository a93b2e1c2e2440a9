/** Campaigns for the search, by what they say. */
import { queries } from "../../api/queries";
import { stateWord } from "../../parts/Chip";
import { plain } from "../../parts/resources/document";
import type { Found } from "../index";
import { foundQuery } from "./queries";
import { shows } from "./view";

export async function find(words: string): Promise<Found[]> {
  const all = await queries.query(foundQuery);
  return all
    .filter((campaign) => shows({ q: words }, campaign))
    .map(({ id, title, state }) => ({
      id: `campaign ${id}`,
      label: plain(title),
      about: stateWord("campaign", state),
      to: `/campaigns/${id}`,
    }));
}

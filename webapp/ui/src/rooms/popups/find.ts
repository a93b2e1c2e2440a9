/** Popups for the search, by their titles. */
import { queries } from "../../api/queries";
import type { Found } from "../index";
import { popups } from "./queries";
import { kindWord } from "./kinds";
import { shows } from "./view";

export async function find(words: string): Promise<Found[]> {
  const all = await queries.query(popups.listQuery);
  return all
    .filter((popup) => shows({ q: words }, popup))
    .map(({ key, title, template }) => ({
      id: `popup ${key}`,
      label: title,
      about: kindWord(template),
      to: `/popups/${key}`,
    }));
}

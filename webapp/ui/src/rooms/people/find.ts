/** People for the search: whoever bears exactly this user id. */
import { queries } from "../../api/queries";
import { stateWord } from "../../parts/Chip";
import type { Found } from "../index";
import { byUserIdQuery } from "./queries";

export async function find(words: string): Promise<Found[]> {
  const people = await queries.query(byUserIdQuery(words));
  return people.map(({ id, user_id: userId, push_status: status }) => ({
    id,
    label: userId ?? id,
    about: stateWord("push", status),
    to: `/people/${id}`,
  }));
}

/** People for the search: by an id, or by how an e-mail or a name begins. */
import { queries } from "../../api/queries";
import { stateWord } from "../../parts/Chip";
import { besideOf, calledOf } from "../../parts/room/called";
import type { Found } from "../index";
import { searchQuery } from "./queries";

/** So many beside what the other rooms find. */
const MOST = 5;

export async function find(words: string): Promise<Found[]> {
  const people = await queries.query(searchQuery(words, undefined, MOST));
  return people.map((person) => ({
    id: person.id,
    label: calledOf(person),
    about: [besideOf(person), stateWord("push", person.push_status)].filter(Boolean).join(" · "),
    to: `/people/${person.id}`,
  }));
}

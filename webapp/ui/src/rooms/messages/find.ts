/** A message for the search: by its whole id, as a log or an answer of the API tells it. */
import { queries } from "../../api/queries";
import { Problem } from "../../api/problem";
import type { Found } from "../index";
import { messageQuery } from "./queries";

const ID = /^(t?[0-9a-f]{30}|camp_[0-9a-f]{16}-\d+)$/;

export async function find(words: string): Promise<Found[]> {
  if (!ID.test(words)) return [];
  try {
    const { id, push, user_id: userId, person } = await queries.query(messageQuery(words));
    return [{ id, label: push, about: userId ?? person, to: `/messages/${id}` }];
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return [];
    throw error;
  }
}

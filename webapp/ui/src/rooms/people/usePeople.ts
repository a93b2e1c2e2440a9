/** The people that the view shows: those seen last, and whom a search finds beyond them. */
import { useQuery } from "@tanstack/react-query";

import { useCursor, type Rows } from "../../list/cursor";
import { ALL, loadPeople, searchQuery, type Person } from "./queries";
import { shows, type PeopleView } from "./view";

/** So many pages are fetched: the 2,000 who were seen last. Anybody else is found by the server. */
const PAGES = 10;

/** The list; of a search whom the server finds, and who of those listed bears it elsewhere than at the beginning. */
export function usePeople(view: PeopleView): Rows<Person> {
  const { q = "", status } = view;
  const from = useCursor<Person>({ key: [...ALL, "list", status], load: loadPeople(status), pages: PAGES });
  const { data: found, error, refetch } = useQuery(searchQuery(q.trim(), status));
  const { rows } = from;
  if (!rows || q.trim() === "") return from;
  if (error) return { rows: undefined, error, retry: () => void refetch() };
  const listed = rows.filter((row) => shows(view, row));
  const held = new Set(listed.map(({ id }) => id));
  const all = [...(found ?? []).filter(({ id }) => !held.has(id)), ...listed];
  return { rows: found ?? (all.length > 0) ? all : undefined, error: null, retry: from.retry };
}

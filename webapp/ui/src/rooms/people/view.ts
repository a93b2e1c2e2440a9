/** The room's addresses: the list's `?q=&sort=&status=`, a person's `?show=&open=`. */
import { holds } from "../../list/columns";
import { oneOf, readView, tidy, type View } from "../../list/view";
import type { Called } from "../../parts/room/called";
import { PUSH_STATUS } from "../../theme/tokens";
import type { Person } from "./queries";
import { KINDS, type Kind } from "./timeline";

export type Status = keyof typeof PUSH_STATUS;
export const STATUSES = Object.keys(PUSH_STATUS) as Status[];

export interface PeopleView extends View {
  /** One push status; without it all. */
  status?: Status;
}

export function readPeopleView(search: Record<string, unknown>): PeopleView {
  return tidy({ ...readView(search), status: oneOf(search.status, STATUSES) });
}

/** Whether the view shows this person: by what she is called, or by an id; the server knows more of her. */
export function shows({ q, status }: PeopleView, person: Called & Pick<Person, "push_status">): boolean {
  const { id, user_id: userId, name, email } = person;
  const told = [name, email, userId ?? id].filter((each) => each !== null).join(" ");
  return (status === undefined || person.push_status === status) && holds(told, q);
}

export interface PersonView extends View {
  /** One kind of entries; without it all. */
  show?: Kind;
  /** The message that is open. */
  open?: string;
}

export function readPersonView(search: Record<string, unknown>): PersonView {
  const open = typeof search.open === "string" ? search.open.slice(0, 200) : undefined;
  return tidy({ show: oneOf(search.show, KINDS), open });
}

/** What people are called in lists: by their names where they have one, and what stands below it. Pure. */

export interface Called {
  id: string;
  user_id: string | null;
  name: string | null;
  email: string | null;
}

/** The first of these that is known: name, e-mail, user id, the id of a visitor who has none. */
export const calledOf = ({ id, user_id: userId, name, email }: Called): string => name ?? email ?? userId ?? id;

/** Whatever else she is known by. */
export function besideOf(person: Called): string {
  const others = [person.email, person.user_id].filter((each) => each !== null && each !== calledOf(person));
  return others.join(" · ");
}

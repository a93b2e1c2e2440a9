/** Who is here: an anonymousId of this browser, and the user the page has named with a signed token.
 *
 * All tabs of the site share it: whoever logs in or out in one of them does so in all.
 */
import type { Cause, Status } from "./device";
import { pushStatus } from "./facts";
import { uuid, type Storage } from "./storage";

export interface Identity {
  anonymousId: string;
  userId?: string;
  token?: string;
}

/** Somebody at this browser. Of those who have left it: push as it was then, and a cause not told yet. */
export interface Stay extends Identity {
  status?: Status;
  cause?: Cause | null;
}

export interface IdentityRoom {
  /** With an expired token the anonymousId alone: it is linked to the user whom the token named. */
  current(): Identity;
  /** Names the user; true when user or token are others than before. */
  name(userId: string, token: string | undefined): boolean;
  /** Forgets the user (sign-out): from here on a fresh anonymous person. */
  forget(): void;
  /** True once when another tab has changed who is here. */
  moved(): boolean;
  /** Who has left and is not among those `told` yet, in their order; the last one is here now. */
  stays(told: string[]): Stay[];
  /** The server has heard of it. */
  heard(stay: Stay): void;
}

/** Logins that the server has not heard of; beyond this the oldest are forgotten. */
const MOST = 20;

/** Names one stay among all of this browser. */
export const nameOf = ({ anonymousId, userId, cause }: Stay): string => [anonymousId, userId, cause].join();

/** True when the JWT's own `exp` has passed; what cannot be read counts as valid, the server decides. */
export function expired(token: string, now: number): boolean {
  try {
    const claims = atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    const { exp } = JSON.parse(claims) as { exp?: unknown };
    return typeof exp === "number" && exp * 1000 <= now;
  } catch {
    return false;
  }
}

/** What can be proved of somebody now. */
export const provable = ({ anonymousId, userId, token }: Identity): Identity =>
  token && expired(token, Date.now())
    ? { anonymousId }
    : { anonymousId, ...(userId && { userId }), ...(token && { token }) };

export function createIdentity(storage: Storage): IdentityRoom {
  let known: Identity = { anonymousId: uuid() };
  /** Named in this tab and not told yet: another tab may write over it in the same moment. */
  let mine: Stay[] = [];

  const read = (): Identity => {
    const kept = storage.get<Partial<Identity>>("identity");
    if (typeof kept?.anonymousId === "string") known = kept as Identity;
    return known;
  };
  const keep = (identity: Identity): void => {
    known = identity;
    storage.set("identity", known);
  };
  const left = (): Stay[] => {
    const kept = storage.get<Stay[]>("left");
    return Array.isArray(kept) ? kept : [];
  };
  const note = (stay: Stay): void => {
    mine = [...mine.filter((one) => one.anonymousId !== stay.anonymousId), stay].slice(-MOST);
  };
  const leave = (): void => {
    const gone = { ...read(), status: pushStatus(), cause: storage.get<Cause>("cause") };
    // What she has allowed is told as hers.
    storage.set("cause", null);
    storage.set("left", [...left(), gone].slice(-MOST));
    note(gone);
  };
  const become = (identity: Identity): void => {
    keep(identity);
    note(identity);
    seen = nameOf(identity);
  };

  keep(read());
  let seen = nameOf(known);

  return {
    current: () => provable(read()),
    name(userId, token) {
      const before = read();
      const same = before.userId === userId;
      if (same && (!token || token === before.token)) return false;
      // An anonymousId belongs to the first user seen on it: another user starts with his own.
      const another = before.userId && !same;
      if (another) leave();
      become({ anonymousId: another ? uuid() : before.anonymousId, userId, ...(token && { token }) });
      return true;
    },
    forget() {
      leave();
      become({ anonymousId: uuid() });
    },
    moved() {
      const other = seen !== nameOf(read());
      seen = nameOf(known);
      return other;
    },
    stays(told) {
      const here = nameOf(read());
      const gone = new Map(left().map((stay) => [nameOf(stay), stay]));
      for (const stay of mine) if (!gone.has(nameOf(stay))) gone.set(nameOf(stay), stay);
      for (const name of [...told, here]) gone.delete(name);
      // Both tabs took the stranger's id for their user: it stays with whom the server hears of first.
      if ([...gone.values()].some(({ anonymousId }) => anonymousId === known.anonymousId)) {
        become({ ...known, anonymousId: uuid() });
      }
      return [...gone.values(), known];
    },
    heard(stay) {
      const others = (one: Stay): boolean => nameOf(one) !== nameOf(stay);
      storage.set("left", left().filter(others));
      mine = mine.filter(others);
    },
  };
}

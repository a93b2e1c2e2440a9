/** Who is here: an anonymousId of this browser, and the user the page has named with a signed token. */
import { uuid, type Storage } from "./storage";

export interface Identity {
  anonymousId: string;
  userId?: string;
  token?: string;
}

export interface IdentityRoom {
  /** With an expired token the anonymousId alone: it is linked to the user whom the token named. */
  current(): Identity;
  /** Names the user; true when user or token are others than before. */
  name(userId: string, token: string | undefined): boolean;
  /** Forgets the user (sign-out): from here on a fresh anonymous person. */
  forget(): void;
}

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

export function createIdentity(storage: Storage): IdentityRoom {
  const kept = storage.get<Partial<Identity>>("identity");
  let known: Identity =
    typeof kept?.anonymousId === "string" ? (kept as Identity) : { anonymousId: uuid() };
  const keep = (identity: Identity): void => {
    known = identity;
    storage.set("identity", known);
  };
  keep(known);
  return {
    current() {
      const { anonymousId, token } = known;
      return token && expired(token, Date.now()) ? { anonymousId } : known;
    },
    name(userId, token) {
      const same = known.userId === userId;
      if (same && (!token || token === known.token)) return false;
      // An anonymousId belongs to the first user seen on it: another user starts with his own.
      const anonymousId = known.userId && !same ? uuid() : known.anonymousId;
      keep({ anonymousId, userId, ...(token && { token }) });
      return true;
    },
    forget() {
      keep({ anonymousId: uuid() });
    },
  };
}

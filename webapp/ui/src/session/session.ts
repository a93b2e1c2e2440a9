/** Who is logged in, and where: the session document of `/api/v1/session`. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { credentials } from "../api/credentials";
import { send } from "../api/client";
import { isProblem } from "../api/problem";
import { queries } from "../api/queries";

export type Role = "viewer" | "marketer" | "admin";

export interface Workspace {
  id: string;
  name: string;
  role: Role;
}

export interface Session {
  member: { id: string; email: string; user_id: string | null; totp: boolean };
  workspace: Workspace;
  workspaces: Workspace[];
  csrf: string;
  expires_at: string;
}

const PATH = "/api/v1/session";

function kept(session: Session): Session {
  credentials.keep(session.csrf);
  return session;
}

/** The session, or null for nobody. */
async function present(): Promise<Session | null> {
  try {
    return kept(await send<Session>("GET", PATH));
  } catch (error) {
    if (isProblem(error, "not_logged_in")) return null;
    throw error;
  }
}

export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: present, staleTime: Infinity });

export interface Credentials {
  email: string;
  password: string;
  /** From the authenticator, or a recovery code. */
  code?: string;
}

function entered(session: Session): Session {
  queries.setQueryData(sessionQuery.queryKey, kept(session));
  return session;
}

export const logIn = async (who: Credentials): Promise<Session> => entered(await send<Session>("POST", PATH, who));

/** Take an invitation or a reset by the token of its link. */
export const acceptLink = async (token: string, password: string): Promise<Session> =>
  entered(await send<Session>("POST", "/api/v1/links/accept", { token, password }));

/** Another workspace: nothing of the one before may stay in sight. */
export async function switchWorkspace(id: string): Promise<void> {
  await send("PATCH", PATH, { workspace: id });
  location.assign("/console/");
}

export async function logOut(): Promise<void> {
  await send("DELETE", PATH);
  location.assign("/console/login");
}

/** The session, in what is drawn only for members. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error("nobody is logged in");
  return data;
}

const MAY = {
  read: ["viewer", "marketer", "admin"],
  edit: ["marketer", "admin"],
  publish: ["marketer", "admin"],
  administer: ["admin"],
} as const satisfies Record<string, readonly Role[]>;

/** Whether the member may do this here. The server decides; this only hides what it would refuse. */
export function useMay(act: keyof typeof MAY): boolean {
  const roles: readonly Role[] = MAY[act];
  return roles.includes(useSession().workspace.role);
}

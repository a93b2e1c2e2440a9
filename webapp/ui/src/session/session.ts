/** Who is logged in, and where: the session document of `/api/v1/session`. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { api, read, type Schemas } from "../api/client";
import { credentials, isEnd } from "../api/credentials";
import { queries } from "../api/queries";

export type Session = Schemas["SessionDocument"];
export type Workspace = Schemas["HomeItem"];
export type Role = Workspace["role"];
export type Credentials = Schemas["LogInBody"];

function kept(session: Session): Session {
  credentials.keep(session.csrf, session.workspace.id);
  return session;
}

/** The session, or null for nobody. */
async function present(): Promise<Session | null> {
  try {
    return kept(await read(api.GET("/api/v1/session")));
  } catch (error) {
    if (isEnd(error)) return null;
    throw error;
  }
}

export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: present, staleTime: Infinity });

function entered(session: Session): Session {
  queries.setQueryData(sessionQuery.queryKey, kept(session));
  return session;
}

export const logIn = async (body: Credentials): Promise<Session> =>
  entered(await read(api.POST("/api/v1/session", { body })));

/** Take an invitation or a reset by the token of its link. */
export const acceptLink = async (body: Schemas["AcceptBody"]): Promise<Session> =>
  entered(await read(api.POST("/api/v1/links/accept", { body })));

/** The document anew, after what changes it: its `csrf` is another where the session is. */
export async function renewSession(): Promise<void> {
  entered(await read(api.GET("/api/v1/session")));
}

/** The session's workspace from now on; `csrf` is another there. */
export const enterWorkspace = async (id: string): Promise<Session> =>
  entered(await read(api.PATCH("/api/v1/session", { body: { workspace: id } })));

/** Another workspace: nothing of the one before may stay in sight. */
export async function switchWorkspace(id: string): Promise<void> {
  kept(await read(api.PATCH("/api/v1/session", { body: { workspace: id } })));
  location.assign("/console/");
}

/** Back to this workspace, which another tab has left: the page is loaded anew. */
export async function returnTo(id: string): Promise<void> {
  credentials.keep("", "");
  kept(await read(api.GET("/api/v1/session")));
  await enterWorkspace(id);
  location.reload();
}

/** Log out; who is no longer logged in has come there already. */
export async function logOut(): Promise<void> {
  try {
    await read(api.DELETE("/api/v1/session"));
  } catch (error) {
    if (!isEnd(error)) throw error;
  }
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

/** What the room asks of the API, and what it tells it; each act says which answers it makes old. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import { renewSession, type Role } from "../../session/session";

export type Member = Schemas["MemberItem"];
export type Place = Schemas["SessionItem"];
export type NewLink = Schemas["NewLink"];
export type OfferedFactor = Schemas["OfferedFactor"];

const MEMBERS = ["members"] as const;
const PLACES = ["places"] as const;

export const membersQuery = queryOptions({
  queryKey: MEMBERS,
  queryFn: async () => (await read(api.GET("/api/v1/members"))).items,
});

export const placesQuery = queryOptions({
  queryKey: PLACES,
  queryFn: async () => (await read(api.GET("/api/v1/sessions"))).items,
});

async function changed<T>(queryKey: readonly string[], call: Promise<T>): Promise<T> {
  const answer = await call;
  await queries.invalidateQueries({ queryKey });
  return answer;
}

const named = (id: string) => ({ params: { path: { member_id: id } } });

export const inviteMember = (email: string, role: Role): Promise<NewLink> =>
  changed(MEMBERS, read(api.POST("/api/v1/members", { body: { email, role } })));

/** A link for a new password; a new invitation for who has not joined. */
export const resetMember = (id: string): Promise<NewLink> =>
  changed(MEMBERS, read(api.POST("/api/v1/members/{member_id}/reset", named(id))));

/** Another role or userId. Who changes herself may do less, or more, from then on. */
export async function changeMember(id: string, body: { role: Role; user_id: string | null }): Promise<void> {
  await changed(MEMBERS, read(api.PATCH("/api/v1/members/{member_id}", { ...named(id), body })));
  await renewSession();
}

export const removeMember = (id: string): Promise<unknown> =>
  changed(MEMBERS, read(api.DELETE("/api/v1/members/{member_id}", named(id))));

export const endPlace = (id: string): Promise<unknown> =>
  changed(PLACES, read(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id: id } } })));

/** The session and the places are others after what guards the account has changed. */
async function guarded<T>(call: Promise<T>): Promise<T> {
  const answer = await changed(PLACES, call);
  await renewSession();
  return answer;
}

export const changePassword = (current: string, next: string): Promise<unknown> =>
  guarded(read(api.PUT("/api/v1/session/password", { body: { current, new: next } })));

export const offerFactor = (password: string): Promise<OfferedFactor> =>
  read(api.POST("/api/v1/session/totp", { body: { password } }));

/** From now on a code is asked for. Answers the recovery codes, which are shown this once. */
export const confirmFactor = async (code: string): Promise<string[]> =>
  (await guarded(read(api.PUT("/api/v1/session/totp", { body: { code } })))).recovery_codes;

export const endFactor = (password: string): Promise<unknown> =>
  guarded(read(api.DELETE("/api/v1/session/totp", { body: { password } })));

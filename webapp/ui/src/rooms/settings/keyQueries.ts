/** Keys of every kind, what push services and webhooks need: asked of the API, and told it. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";

export type Key = Schemas["KeyItem"];
export type KeyKind = Key["kind"];
export type IdentityKey = Schemas["IdentityKeyItem"];
export type Vapid = Schemas["VapidItem"];
export type Apns = Schemas["ApnsItem"];
export type ApnsBody = Schemas["ApnsBody"];
/** As the API says it: what is not set up is null. */
type Providers = Omit<Schemas["Providers"], AppKind> & { fcm: Schemas["FcmItem"] | null; apns: Apns | null };
export type AppKind = "fcm" | "apns";

const KEYS = ["keys"] as const;

async function changed<T>(call: Promise<T>, ...part: string[]): Promise<T> {
  const answer = await call;
  await queries.invalidateQueries({ queryKey: [...KEYS, ...part] });
  await queries.invalidateQueries({ queryKey: ["install"] });
  return answer;
}

export const keysQuery = queryOptions({
  queryKey: [...KEYS, "api"],
  queryFn: async () => (await read(api.GET("/api/v1/keys"))).items,
});

/** Answers the key itself, which is told this once. */
export const makeKey = async (kind: KeyKind): Promise<string> =>
  (await changed(read(api.POST("/api/v1/keys", { body: { kind } })), "api")).key;

export const revokeKey = (id: string): Promise<unknown> =>
  changed(read(api.DELETE("/api/v1/keys/{key_id}", { params: { path: { key_id: id } } })), "api");

export const identityQuery = queryOptions({
  queryKey: [...KEYS, "identity"],
  queryFn: async () => (await read(api.GET("/api/v1/keys/identity"))).items,
});

export const addIdentityKey = (kid: string, pem: string): Promise<unknown> =>
  changed(read(api.POST("/api/v1/keys/identity", { body: { kid, pem } })), "identity");

export const removeIdentityKey = (kid: string): Promise<unknown> =>
  changed(read(api.DELETE("/api/v1/keys/identity/{kid}", { params: { path: { kid } } })), "identity");

/** A new secret for identity tokens, told this once; the one before ends. */
export const renewIdentitySecret = async (): Promise<string> =>
  (await read(api.POST("/api/v1/keys/identity-secret"))).identity_secret;

export const vapidQuery = queryOptions({
  queryKey: [...KEYS, "vapid"],
  queryFn: async () => (await read(api.GET("/api/v1/keys/vapid"))).items,
});

export const rotateVapid = (): Promise<unknown> => changed(read(api.POST("/api/v1/keys/vapid")), "vapid");

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: async () => (await read(api.GET("/api/v1/providers"))) as Providers,
});

async function reached<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await queries.invalidateQueries({ queryKey: providersQuery.queryKey });
  return answer;
}

/** The text of the service account's JSON file; it never comes back. */
export const setFcm = (account: string): Promise<unknown> =>
  reached(read(api.PUT("/api/v1/providers/fcm", { body: { service_account: account } })));

export const setApns = (body: ApnsBody): Promise<unknown> => reached(read(api.PUT("/api/v1/providers/apns", { body })));

export const removeService = (kind: AppKind): Promise<unknown> =>
  reached(read(kind === "fcm" ? api.DELETE("/api/v1/providers/fcm") : api.DELETE("/api/v1/providers/apns")));

/** What webhooks are signed with; that it was looked at is in the audit log. */
export const showWebhookSecret = async (): Promise<string> =>
  (await read(api.POST("/api/v1/keys/webhook-secret"))).webhook_secret;

/** The device's record: what page and worker both know of it, and the one call that reports it. */
import { update } from "./database";

export type Status = "ask" | "allowed" | "blocked" | "unsupported";
export type Cause = "sync" | "prompt" | "enable";

/** Facts about browser and system, as `PUT /v1/devices` and `session_started` carry them. */
export interface Facts {
  platform: string;
  browser: string;
  model: string;
  language: string;
  timezone: string;
  standalone: boolean;
}

export interface Fallback {
  title: string | null;
  body: string | null;
  icon: string | null;
}

/** Kept in IndexedDB, so that the worker can renew a subscription with no page open. */
export interface Device {
  writeKey: string;
  host: string;
  anonymousId: string;
  facts: Facts | null;
  vapidPublicKey: string | null;
  /** What the worker shows for a push whose own words it cannot read. */
  fallback?: Fallback | null;
  deviceId: string | null;
  visitorToken: string | null;
  /** The person or the workspace turned push off here: only `push.enable()` subscribes again. */
  off: boolean;
  /** Names of those whom the server has heard of as being here, the latest last (`nameOf`). */
  told?: string[];
  /** The anonymousId of whom the page has here now, whether the server has heard of it or not. */
  here?: string;
  /** On pushes to whom the server last heard of, `marked` by anonymousId, and to those who come after. */
  marks?: string[] | undefined;
  marked?: string;
}

export interface Report {
  writeKey: string;
  anonymousId: string;
  userId?: string | undefined;
  identityToken?: string | undefined;
  kind: "web";
  status: Status;
  cause: Cause;
  subscription?: PushSubscriptionJSON;
  applicationServerKey?: string | undefined;
  device: Facts | null;
}

export interface Answer {
  deviceId: string;
  status: Status | "withdrawn" | "suspended";
  visitorToken: string;
  marks?: string[];
}

const KEY = "device";

const fresh = (writeKey: string, host: string): Device => ({
  writeKey,
  host,
  anonymousId: "",
  facts: null,
  vapidPublicKey: null,
  deviceId: null,
  visitorToken: null,
  off: false,
});

/** The record for this workspace with `changes` applied; that of another workspace is forgotten. */
export const keepDevice = (
  writeKey: string,
  host: string,
  changes: Partial<Device> = {},
): Promise<Device> =>
  update<Device>(KEY, (old) => ({
    ...(old?.writeKey === writeKey && old.host === host ? old : fresh(writeKey, host)),
    ...changes,
  }));

/** What of an answer to the report of `anonymousId` is kept. */
export const answered = ({ deviceId, visitorToken, marks }: Answer, anonymousId: string): Partial<Device> => ({
  deviceId,
  visitorToken,
  marks,
  marked: anonymousId,
});

/** The record whatever its workspace: for the worker, which is told nothing else. */
export const recordedDevice = (): Promise<Device | null> =>
  update<Device | null>(KEY, (old) => old ?? null);

const call = (host: string, path: string, method: string, token: string | null, body?: Report) =>
  fetch(`${host}/v1/devices${path}`, {
    method,
    credentials: "omit",
    keepalive: true,
    headers: {
      ...(body && { "Content-Type": "application/json" }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });

/** The code of an error answer, or "" when it has none. */
async function codeOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as { code?: unknown } | null;
  return typeof body?.code === "string" ? body.code : "";
}

/** Reports the device. A number is the status of a refusal; it rejects when nothing was answered.
 *
 * A token that no longer counts is left out in a second try: the visitor token ends when the device
 * changes hands, an identity token when it expires (then the visitor token still names the person).
 */
export async function putDevice(host: string, token: string | null, report: Report): Promise<Answer | number> {
  const response = await call(host, "", "PUT", token, report);
  if (response.ok) return (await response.json()) as Answer;
  if (response.status !== 401) return response.status;
  const identity = (await codeOf(response)) === "identity_invalid";
  if (!token) return 401;
  // JSON leaves out what is undefined.
  const anonymous = { ...report, userId: undefined, identityToken: undefined };
  return tried(await call(host, "", "PUT", identity ? token : null, identity ? anonymous : report));
}

const tried = async (response: Response): Promise<Answer | number> =>
  response.ok ? ((await response.json()) as Answer) : response.status;

/** Withdraws the device; true when it is done or there is nothing to withdraw. */
export async function deleteDevice(host: string, token: string, deviceId: string): Promise<boolean> {
  const response = await call(host, `/${encodeURIComponent(deviceId)}`, "DELETE", token);
  return response.ok || [401, 403, 404].includes(response.status);
}

/** The bytes of a base64url key, as `pushManager.subscribe` takes them. */
export function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  const raw = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (character) => character.charCodeAt(0));
}

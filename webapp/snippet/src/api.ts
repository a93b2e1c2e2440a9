/** The page's calls to the server: batches of items, and the workspace's public settings. */
import type { Fallback } from "./device";
import type { Item, Outcome } from "./queue";

/** Milliseconds of a `Retry-After` in whole seconds, or null. */
function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

async function bodyOf(response: Response): Promise<{ code?: string; rejected?: unknown[] }> {
  try {
    return ((await response.json()) ?? {}) as { code?: string; rejected?: unknown[] };
  } catch {
    return {};
  }
}

const PASSING = [408, 429];
/** The items may be right and the key wrong: they stay for a page that has the right one. */
const WRONG_KEY = [401, 403, 404];

async function outcomeOf(response: Response): Promise<Outcome> {
  const { ok, status } = response;
  if (status >= 500 || PASSING.includes(status)) return { kind: "later", after: retryAfter(response) };
  const { code = `http_${status}`, rejected = [] } = await bodyOf(response);
  if (ok) return { kind: "taken", rejected: rejected.length };
  return { kind: WRONG_KEY.includes(status) ? "stop" : "refused", code };
}

/** Sends a batch; `dropped` counts items this browser had to forget before. */
export async function sendBatch(host: string, writeKey: string, batch: Item[], dropped: number): Promise<Outcome> {
  const context = dropped ? { context: { dropped } } : {};
  try {
    const response = await fetch(`${host}/v1/batch`, {
      method: "POST",
      // text/plain with the key in the body: a simple request, without a preflight.
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify({ writeKey, batch, ...context, sentAt: new Date().toISOString() }),
      credentials: "omit",
      keepalive: true,
    });
    return await outcomeOf(response);
  } catch {
    return { kind: "later", after: null };
  }
}

export interface Workspace {
  /** Base64url. */
  vapidPublicKey: string | null;
  fallback: Fallback | null;
}

interface Told {
  vapidPublicKey?: unknown;
  fallback?: unknown;
  brand?: { name?: unknown; icon?: unknown };
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const fallbackOf = ({ brand = {}, fallback }: Told, host: string): Fallback => ({
  title: text(brand.name),
  body: text(fallback),
  icon: text(brand.icon) ?? `${host}/static/bell.png`,
});

/** What the workspace tells everybody; nulls when the server does not. */
export async function workspaceSettings(host: string, writeKey: string): Promise<Workspace> {
  try {
    const response = await fetch(`${host}/v1/projects/${encodeURIComponent(writeKey)}/settings`, {
      credentials: "omit",
    });
    const { integrations } = (await response.json()) as { integrations?: { Waymark?: Told } };
    const told = integrations?.Waymark;
    return { vapidPublicKey: text(told?.vapidPublicKey), fallback: told ? fallbackOf(told, host) : null };
  } catch {
    return { vapidPublicKey: null, fallback: null };
  }
}

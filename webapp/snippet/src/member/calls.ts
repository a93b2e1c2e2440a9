/** A person's devices and preferences, as the server has them, and the workspace's looks. */
import type { Around, Change, OwnDevice, Preferences } from "../place";
import type { Ask } from "./ask";

export function createDevices({ push, device }: Around, ask: Ask) {
  const at = (id: string): string => `/devices/${encodeURIComponent(id)}`;
  return {
    async list(): Promise<OwnDevice[]> {
      return ((await (await ask("GET", "/devices")).json()) as { items: OwnDevice[] }).items;
    },
    async remove(id: string): Promise<true> {
      // The browser at hand also ends its own subscription.
      if (id === (await device()).deviceId) await push.disable();
      else await ask("DELETE", at(id));
      return true;
    },
    async test(id: string): Promise<true> {
      await ask("POST", `${at(id)}/test`);
      return true;
    },
  };
}
export type Devices = ReturnType<typeof createDevices>;

export function createPreferences(ask: Ask) {
  const answered = async (response: Promise<Response>): Promise<Preferences> =>
    (await (await response).json()) as Preferences;
  return {
    read: (): Promise<Preferences> => answered(ask("GET", "/preferences")),
    change: (part: Change): Promise<Preferences> => answered(ask("PUT", "/preferences", part)),
  };
}
export type Keeping = ReturnType<typeof createPreferences>;

/** The workspace's name, icon and colour. */
export interface Brand {
  name: string | null;
  icon: string | null;
  color: string | null;
}

/** Asks for the looks once; without them the widgets are as good, in our colours. */
export function createBrand({ host, writeKey }: Around): () => Promise<Brand | null> {
  const ask = async (): Promise<Brand | null> => {
    const path = `/v1/projects/${encodeURIComponent(writeKey)}/settings`;
    const response = await fetch(host + path, { credentials: "omit" });
    const told = (await response.json()) as { integrations?: { Waymark?: { brand?: Brand } } };
    return told.integrations?.Waymark?.brand ?? null;
  };
  let asked: Promise<Brand | null> | null = null;
  return () => (asked ??= ask().catch(() => (asked = null)));
}

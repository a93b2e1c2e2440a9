/** The workspace's settings: asked once, for the rooms that read them and the one that changes them. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "./client";

export type Settings = Schemas["SettingsItem"];

/** The settings, and the version of them that a change names. */
export interface Tagged {
  settings: Settings;
  tag: string;
}

type Call = Parameters<typeof read<Settings>>[0];

const LONG = 60_000;

export const SETTINGS = ["settings"] as const;

export async function tagged(call: Call): Promise<Tagged> {
  const { response } = await call;
  const settings = await read(call);
  return { settings, tag: response.headers.get("ETag") ?? "" };
}

export const taggedSettingsQuery = queryOptions({
  queryKey: SETTINGS,
  queryFn: () => tagged(api.GET("/api/v1/settings")),
});

/** For who only reads them; perhaps a minute old. */
export const settingsQuery = queryOptions({
  ...taggedSettingsQuery,
  staleTime: LONG,
  select: ({ settings }: Tagged) => settings,
});

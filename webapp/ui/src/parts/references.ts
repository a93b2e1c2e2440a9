/** What a field may refer to, by kind: keys and ids of the workspace, what each says, and how one is made. */
import { queryOptions } from "@tanstack/react-query";

import { api, read } from "../api/client";
import { queries } from "../api/queries";
import type { Option } from "./rules/description";

export interface Reference extends Option {
  /** What people would see of it. */
  title?: string;
  text?: string;
}

interface Kind {
  load: () => Promise<Reference[]>;
  /** The room where one is looked at and changed. */
  room?: string;
  /** Its value is an id, which says nothing to people. */
  byId?: boolean;
  /** A new one with this key, that says this. */
  create?: (key: string, title: string) => Promise<unknown>;
}

const query = { params: { query: { limit: 200 } } };
const byKey = (items: readonly { key: string; title?: string; message?: string; text?: string }[]): Reference[] =>
  items.map(({ key, title = "", message, text }) => ({ value: key, label: key, title, text: message ?? text ?? "" }));
const byId = (items: readonly { id: string; name: string }[]): Reference[] =>
  items.map(({ id, name }) => ({ value: id, label: name }));

const KINDS: Record<string, Kind> = {
  push_resource: {
    load: async () => byKey((await read(api.GET("/api/v1/push-resources", query))).items),
    room: "pushes",
    create: (key, title) => read(api.POST("/api/v1/push-resources", { body: { key, name: title, title } as never })),
  },
  popup: {
    load: async () => byKey((await read(api.GET("/api/v1/popups", query))).items),
    room: "popups",
    create: (key, title) => read(api.POST("/api/v1/popups", { body: { key, title } as never })),
  },
  category: {
    load: async () => byKey((await read(api.GET("/api/v1/categories", query))).items),
    room: "categories",
    create: (key, name) => read(api.POST("/api/v1/categories", { body: { key, name } as never })),
  },
  segment: { byId: true, load: async () => byId((await read(api.GET("/api/v1/segments", query))).items) },
  journey: {
    byId: true,
    load: async () => byId((await read(api.GET("/api/v1/journeys", query))).items),
    room: "journeys",
  },
};

/** The first 200 of the kind. */
export const referencesQuery = (kind: string) =>
  queryOptions({ queryKey: ["references", kind], queryFn: () => KINDS[kind]?.load() ?? Promise.resolve([]) });

/** What people call the things that are named by ids, by these. */
export const calledQuery = queryOptions({
  queryKey: ["references", "called"],
  queryFn: async () => {
    const all = await Promise.all(Object.values(KINDS).filter(({ byId }) => byId).map(({ load }) => load()));
    return new Map(all.flat().map(({ value, label }) => [value, label]));
  },
});

/** Its address in the console, where it has a room; the router knows its own paths only by their letters. */
export function addressOf(kind: string, value: string): "/" | null {
  const room = KINDS[kind]?.room;
  return room === undefined ? null : (`/${room}/${encodeURIComponent(value)}` as "/");
}

export const canCreate = (kind: string): boolean => KINDS[kind]?.create !== undefined;

/** Make one of the kind. Throws Problem: 409 where the key is taken, 422 where the server does not take it. */
export async function createReference(kind: string, key: string, title: string): Promise<void> {
  await KINDS[kind]?.create?.(key, title);
  await queries.invalidateQueries({ queryKey: ["references", kind] });
}

const LONGEST_KEY = 60;

/** A key from words: "Hello again!" is `hello-again`. */
export const keyOf = (words: string): string =>
  words
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, LONGEST_KEY);

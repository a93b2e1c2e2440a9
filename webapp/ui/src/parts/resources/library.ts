/** The one set of routes that push resources, popups and categories have alike. */
import type { MessageDescriptor } from "@lingui/core";
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";

export type Path = "push-resources" | "popups" | "categories";
export type Use = Schemas["UseItem"];
/** What every one bears besides its document. */
export interface Kept {
  key: string;
  version: number;
  updated_at: string;
}

const PAGE = 200;
const LONG = 60_000;
const BORNE = ["version", "created_at", "updated_at", "warnings"] as const;

/** The document alone, as the server takes it back. */
export function documentOf<Item extends Kept>(item: Item): Omit<Item, (typeof BORNE)[number]> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !BORNE.some((each) => each === name))) as never;
}

export interface Library<Item extends Kept, Body> {
  path: Path;
  /** What is said when it was saved, where that is not live at once. */
  saved?: MessageDescriptor;
  all: readonly [Path];
  load: (after: string | undefined) => Promise<PageOf<Item>>;
  listQuery: ReturnType<typeof listOf<Item>>;
  query: (key: string) => ReturnType<typeof oneOf<Item>>;
  usesQuery: (key: string) => ReturnType<typeof usesOf>;
  create: (document: Body) => Promise<Item>;
  /** Throws Problem: 412 where it is no longer this version. */
  replace: (version: number | null, document: Body & { key: string }) => Promise<Item>;
  remove: (item: Pick<Kept, "key" | "version">) => Promise<void>;
}

// The three are alike; the types of one stand for all here, and each room names its own.
const routes = (path: Path) => {
  const list = `/api/v1/${path}` as "/api/v1/push-resources";
  return { list, one: `${list}/{key}` as const, uses: `${list}/{key}/uses` as const };
};
const named = (key: string) => ({ params: { path: { key } } });

function load<Item>(path: Path, after: string | undefined): Promise<PageOf<Item>> {
  const query = { limit: PAGE, ...(after !== undefined && { after }) };
  return read(api.GET(routes(path).list, { params: { query } })) as unknown as Promise<PageOf<Item>>;
}

const listOf = <Item,>(path: Path) =>
  queryOptions({
    queryKey: [path, "found"],
    staleTime: LONG,
    queryFn: async () => (await load<Item>(path, undefined)).items,
  });

const oneOf = <Item,>(path: Path, key: string) =>
  queryOptions({
    queryKey: [path, "one", key],
    queryFn: () => read(api.GET(routes(path).one, named(key))) as unknown as Promise<Item>,
  });

const usesOf = (path: Path, key: string) =>
  queryOptions({
    queryKey: [path, "uses", key],
    queryFn: async () => (await read(api.GET(routes(path).uses, named(key)))).items,
  });

/** What the room of this kind asks and tells. */
export function library<Item extends Kept, Body>(path: Path): Library<Item, Body> {
  const { list, one } = routes(path);
  const changed = async <T,>(call: Promise<unknown>): Promise<T> => {
    const answer = (await call) as T;
    await queries.invalidateQueries({ queryKey: [path] });
    await queries.invalidateQueries({ queryKey: ["references"] });
    return answer;
  };
  const seen = (version: number | null) => (version === null ? {} : { headers: { "If-Match": `"${version}"` } });
  return {
    path,
    all: [path],
    load: (after) => load<Item>(path, after),
    listQuery: listOf<Item>(path),
    query: (key) => oneOf<Item>(path, key),
    usesQuery: (key) => usesOf(path, key),
    create: (document) => changed<Item>(read(api.POST(list, { body: document as never }))),
    replace: (version, document) =>
      changed<Item>(read(api.PUT(one, { ...named(document.key), body: document as never, ...seen(version) }))),
    remove: async ({ key, version }) => {
      await read(api.DELETE(one, { ...named(key), ...seen(version) }));
      queries.removeQueries({ queryKey: [path, "one", key] });
      await changed(Promise.resolve());
    },
  };
}

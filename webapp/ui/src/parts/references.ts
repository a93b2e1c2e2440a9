/** What a field may refer to, by kind: keys and ids of the workspace. */
import { queryOptions } from "@tanstack/react-query";

import { api, read } from "../api/client";
import type { Option } from "./rules/description";

const query = { params: { query: { limit: 200 } } };
const byKey = (items: readonly { key: string }[]): Option[] => items.map(({ key }) => ({ value: key, label: key }));
const byId = (items: readonly { id: string; name: string }[]): Option[] =>
  items.map(({ id, name }) => ({ value: id, label: name }));

const LOADS: Record<string, () => Promise<Option[]>> = {
  push_resource: async () => byKey((await read(api.GET("/api/v1/push-resources", query))).items),
  popup: async () => byKey((await read(api.GET("/api/v1/popups", query))).items),
  category: async () => byKey((await read(api.GET("/api/v1/categories", query))).items),
  segment: async () => byId((await read(api.GET("/api/v1/segments", query))).items),
  journey: async () => byId((await read(api.GET("/api/v1/journeys", query))).items),
};

/** The first 200 of the kind. */
export const referencesQuery = (kind: string) =>
  queryOptions({ queryKey: ["references", kind], queryFn: () => LOADS[kind]?.() ?? Promise.resolve([]) });

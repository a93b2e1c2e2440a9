/** What several rooms call by name: asked once, and kept for a minute. */
import { queryOptions } from "@tanstack/react-query";

import { api, read } from "./client";

const KEPT = 60_000;
const MOST = { params: { query: { limit: 200 } } };

/** The journeys' names, by their ids. */
export const journeyNamesQuery = queryOptions({
  queryKey: ["journeys", "names"],
  staleTime: KEPT,
  queryFn: async () => {
    const { items } = await read(api.GET("/api/v1/journeys", MOST));
    return new Map(items.map(({ id, name }) => [id, name]));
  },
});

/** What campaigns say first, by their ids. */
export const campaignTitlesQuery = queryOptions({
  queryKey: ["campaigns", "titles"],
  staleTime: KEPT,
  queryFn: async () => {
    const { items } = await read(api.GET("/api/v1/campaigns", MOST));
    return new Map(items.map(({ id, title = id }) => [id, title]));
  },
});

/** The push resources, by their keys. */
export const pushesQuery = queryOptions({
  queryKey: ["push-resources"],
  staleTime: KEPT,
  queryFn: async () => {
    const { items } = await read(api.GET("/api/v1/push-resources", MOST));
    return new Map(items.map((push) => [push.key, push]));
  },
});

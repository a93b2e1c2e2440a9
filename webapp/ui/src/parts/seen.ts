/** Names that the workspace has seen lately, and values that several people share: offered while somebody types. */
import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, read } from "../api/client";

const STILL = 60_000;

export const seenQuery = queryOptions({
  queryKey: ["names"],
  queryFn: () => read(api.GET("/api/v1/names")),
  staleTime: STILL,
});

const NONE: readonly string[] = [];

/** Names of a kind: `event`, `trait`, `properties`; none of a kind that the server does not tell of. */
export function useNames(kind: string | undefined): readonly string[] {
  const { data } = useQuery({ ...seenQuery, enabled: kind !== undefined });
  const found: unknown = data?.[kind as keyof typeof data];
  return Array.isArray(found) ? (found as string[]) : NONE;
}

/** Values of a rule's field, by its whole name: `trait.plan`. */
export function useValues(field: string): readonly string[] {
  const { data } = useQuery(seenQuery);
  return data?.values[field] ?? NONE;
}

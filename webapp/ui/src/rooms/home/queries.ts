/** What Home asks of the API. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";

export type Days = Schemas["WorkspaceDays"];
export type Stuck = Omit<Schemas["StuckItem"], "timer" | "message"> & {
  timer: Schemas["LateRunItem"] | null;
  message: Schemas["LateMessageItem"] | null;
};

const AGAIN = 60_000;
const ALL = ["stats"] as const;

export const daysQuery = (days: number) =>
  queryOptions({
    queryKey: [...ALL, "days", days],
    refetchInterval: AGAIN,
    queryFn: () => read(api.GET("/api/v1/stats/days", { params: { query: { days } } })),
  });

export const stuckQuery = queryOptions({
  queryKey: [...ALL, "stuck"],
  refetchInterval: AGAIN,
  queryFn: async () => (await read(api.GET("/api/v1/stats/stuck"))) as Stuck,
});

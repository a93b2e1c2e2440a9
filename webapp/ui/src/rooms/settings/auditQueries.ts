/** The audit log as the API tells it. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import type { PageOf } from "../../list/cursor";
import type { AuditView } from "./auditView";

export type Change = Schemas["AuditItem"];

export const AUDIT = ["audit"] as const;

const wanted = ({ who, what }: AuditView) => ({ ...(who && { who }), ...(what && { what }) });

export const loadChanges =
  (view: AuditView) =>
  (after: string | undefined): Promise<PageOf<Change>> =>
    read(
      api.GET("/api/v1/audit", {
        params: { query: { limit: 50, ...wanted(view), ...(after !== undefined && { after }) } },
      }),
    );

export const kindsQuery = queryOptions({
  queryKey: [...AUDIT, "kinds"],
  queryFn: () => read(api.GET("/api/v1/audit/kinds")),
});

/** (id, name) of the first 200 journeys: others stay ids. */
export const journeyNamesQuery = queryOptions({
  queryKey: [...AUDIT, "journeys"],
  queryFn: async () =>
    (await read(api.GET("/api/v1/journeys", { params: { query: { limit: 200 } } }))).items.map(
      ({ id, name }) => [id, name] as const,
    ),
});

/** What the view shows, all of it, as a CSV file. */
export const exportChanges = (view: AuditView): Promise<Blob> =>
  read<unknown>(
    api.POST("/api/v1/audit/export", { body: wanted(view), parseAs: "blob" }),
  ) as Promise<Blob>;

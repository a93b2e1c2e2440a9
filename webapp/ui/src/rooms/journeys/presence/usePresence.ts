/** Says every 15 seconds that the journey is open here, and hears who else has it open. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { api, read, type Schemas } from "../../../api/client";
import { ALL } from "../queries";

export type Presence = Schemas["PresenceItem"];

const WORD = 15_000;
const call = (id: string) => ({ params: { path: { journey_id: id } } });

const presenceQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, id, "presence"],
    queryFn: () => read(api.POST("/api/v1/journeys/{journey_id}/presence", call(id))),
    refetchInterval: WORD,
    // A tab in the background is nobody who looks.
    refetchIntervalInBackground: false,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** Undefined until it is known; a failure says nothing: the saving tells when the server is away. */
export function usePresence(id: string): Presence | undefined {
  const { data } = useQuery(presenceQuery(id));
  useEffect(
    () => () => {
      api.DELETE("/api/v1/journeys/{journey_id}/presence", call(id)).catch(() => undefined);
    },
    [id],
  );
  return data;
}

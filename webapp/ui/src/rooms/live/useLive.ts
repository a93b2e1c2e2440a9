import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { entries, joined, type Entry } from "./entries";
import { look, refused, type Arrival } from "./queries";
import type { LiveView } from "./view";

const AGAIN = 2_000;

interface Live {
  /** Undefined until the first look. */
  rows: Entry[] | undefined;
  error: unknown;
  skipped: boolean;
  paused: boolean;
  pause: (paused: boolean) => void;
  retry: () => void;
}

interface Kept {
  of: string;
  arrivals: Arrival[];
  next: string | undefined;
}

/** Looks every two seconds, from where the look before ended; paused, nothing moves. */
export function useLive(view: LiveView): Live {
  const [paused, pause] = useState(false);
  const of = JSON.stringify([view.kind, view.person]);
  const kept = useRef<Kept>({ of, arrivals: [], next: undefined });
  const { data, error, refetch } = useQuery({
    queryKey: ["live", of],
    gcTime: 0,
    refetchInterval: paused ? false : AGAIN,
    refetchOnWindowFocus: !paused,
    queryFn: async () => {
      const before: Kept = kept.current.of === of ? kept.current : { of, arrivals: [], next: undefined };
      const [came, refusals] = await Promise.all([look(view, before.next), refused()]);
      const arrivals = joined(before.arrivals, came.items);
      kept.current = { of, arrivals, next: came.next };
      return { arrivals, refusals, skipped: came.skipped };
    },
  });
  return {
    rows: data && entries(data.arrivals, data.refusals, view),
    error,
    skipped: data?.skipped ?? false,
    paused,
    pause,
    retry: () => void refetch(),
  };
}

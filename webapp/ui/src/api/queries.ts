/** One cache for all rooms: they open from it and refresh in place. */
import { QueryClient } from "@tanstack/react-query";

import { Problem } from "./problem";

const AGAIN = 2;

/** Whether asking again could help: silence and overload pass, a refusal stays. */
function worthwhile(count: number, error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return count < AGAIN && (error.status === 0 || error.status === 503);
}

export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, gcTime: 30 * 60_000, retry: worthwhile } },
});

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { calledQuery } from "../../../parts/references";
import { describedQuery, type Described } from "./description";

/** What the server says of node types, and what people call that which steps name by ids. */
export function useDescribed(): Described {
  const { data: described } = useSuspenseQuery(describedQuery);
  const { data: called } = useQuery(calledQuery);
  return useMemo(() => ({ ...described, called }), [described, called]);
}

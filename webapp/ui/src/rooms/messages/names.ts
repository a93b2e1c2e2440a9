/** What a message is called in lists: its push's name, or what its campaign says first. */
import { useQuery } from "@tanstack/react-query";

import { campaignTitlesQuery, pushesQuery } from "../../api/names";

export function useNames(): (push: string) => string {
  const { data: pushes } = useQuery(pushesQuery);
  const { data: titles } = useQuery(campaignTitlesQuery);
  return (push) => pushes?.get(push)?.name ?? titles?.get(push) ?? push;
}

/** Whom and what the audit log means, as far as it is still here: e-mail addresses, keys, the workspace. */
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { useSession } from "../../session/session";
import { journeyNamesQuery } from "./auditQueries";
import { keysQuery } from "./keyQueries";
import { membersQuery } from "./queries";

export function useNames(): (id: string) => string {
  const { t } = useLingui();
  const { workspace } = useSession();
  const { data: members = [] } = useQuery(membersQuery);
  const { data: keys = [] } = useQuery(keysQuery);
  const { data: journeys = [] } = useQuery(journeyNamesQuery);
  const emails = new Map(members.map(({ id, email }) => [id, email]));
  const shown = new Map([...keys.map(({ id, shown: key }) => [id, key] as const), ...journeys]);
  const words: Record<string, string> = {
    [workspace.id]: workspace.name,
    command: t`on the server's command line`,
    engine: t`Waymark itself`,
  };
  return (id) => {
    const ours = words[id];
    if (ours !== undefined) return ours;
    const [kind, rest] = id.includes(":") ? [id.split(":")[0], id.slice(id.indexOf(":") + 1)] : ["", id];
    const known = emails.get(rest) ?? shown.get(rest);
    if (known !== undefined) return known;
    if (kind === "member") return t`a former member`;
    return kind === "key" ? t`a key` : rest;
  };
}

/** Pages of the settings for the search: by their titles, and by what else they are about. */
import { i18n } from "@lingui/core";

import { holds } from "../../list/columns";
import { queries } from "../../api/queries";
import { sessionQuery } from "../../session/session";
import { learn } from "../../words";
import type { Found } from "../index";
import { groupsFor } from "./ways";

export async function find(words: string): Promise<Found[]> {
  // eslint-disable-next-line lingui/no-unlocalized-strings -- a folder
  await learn("rooms/settings");
  const session = queries.getQueryData(sessionQuery.queryKey);
  return groupsFor(session?.workspace.role ?? "viewer").flatMap(({ links }) =>
    links
      .filter(({ title, also }) => holds(`${i18n._(title)} ${also ? i18n._(also) : ""}`, words))
      .map(({ to, title, also }) => ({
        id: to,
        label: i18n._(title),
        ...(also && { about: i18n._(also) }),
        to,
      })),
  );
}

import "@mantine/spotlight/styles.layer.css";

import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconArrowRight, IconSearch } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { holds } from "../list/columns";
import { roomsFor, type Found } from "../rooms";
import { useSession } from "../session/session";
import { useActs } from "./acts";
import css from "./Spotlight.module.css";

const [store, actions] = createSpotlight();
export const spotlight = actions;

const MOST = 8;

/** What the rooms find for these words, room by room. */
function useFound(words: string): { found: Found[]; busy: boolean } {
  const { role } = useSession().workspace;
  const { data, isFetching } = useQuery({
    queryKey: ["found", words],
    enabled: words !== "",
    placeholderData: (before: Found[] | undefined) => before,
    queryFn: async () => {
      const finders = roomsFor(role).flatMap(({ find }) => find ?? []);
      const found = await Promise.all(finders.map(async (load) => (await load())(words)));
      return found.flat();
    },
  });
  return { found: words === "" ? [] : (data ?? []).slice(0, MOST), busy: isFetching };
}

/** Enter takes the first one. Mantine marks it when words are typed; what is found comes later than that. */
function useFirst(shown: string): void {
  useEffect(() => {
    if (shown === "" || document.querySelector("[data-action][data-selected]")) return;
    document.querySelector("[data-action]")?.setAttribute("data-selected", "true");
    store.updateState((state) => ({ ...state, selected: 0 }));
  }, [shown]);
}

/** People, journeys, resources, rooms and acts, by a few letters. */
export function Search() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const words = query.trim();
  const { rooms, acts } = useActs();
  const matching = [rooms, acts].map((all) => all.filter(({ label }) => holds(label ?? "", words)));
  const { found, busy } = useFound(words);
  const groups: SpotlightActionGroupData[] = [
    {
      group: t`Found`,
      actions: found.map(({ id, label, about, to }) => ({
        id,
        label,
        ...(about !== undefined && { description: about }),
        leftSection: <IconArrowRight className={css.glyph} aria-hidden />,
        onClick: () => void navigate({ to }),
      })),
    },
    { group: t`Go to`, actions: matching[0] ?? [] },
    { group: t`Do`, actions: matching[1] ?? [] },
  ].filter(({ actions }) => actions.length > 0);
  useFirst(groups.flatMap((group) => group.actions.map(({ id }) => id)).join());
  return (
    <Spotlight
      store={store}
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      filter={(_, all) => all}
      shortcut={null}
      scrollable
      attributes={{ content: { "aria-label": t`Search` } }}
      maxHeight={420}
      nothingFound={busy ? <Trans>Searching…</Trans> : <Trans>Nothing is called like that.</Trans>}
      overlayProps={{ backgroundOpacity: 0.4 }}
      searchProps={{
        "aria-label": t`Search`,
        placeholder: t`Search or jump to…`,
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
    />
  );
}

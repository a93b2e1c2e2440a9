/** What the search can do besides finding: go to a room, switch, change colours, leave. */
import { useMantineColorScheme } from "@mantine/core";
import type { SpotlightActionData } from "@mantine/spotlight";
import { IconBuilding, IconLogout } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { tellFailure } from "../parts/Failure";
import { pathOf, roomsFor } from "../rooms";
import { logOut, switchWorkspace, useSession } from "../session/session";
import { SCHEME_NAMES, SCHEMES } from "./schemes";
import css from "./Spotlight.module.css";

interface Acts {
  rooms: SpotlightActionData[];
  acts: SpotlightActionData[];
}

export function useActs(): Acts {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const { workspace, workspaces } = useSession();
  const rooms = roomsFor(workspace.role).map(({ name, title, glyph: Glyph }) => ({
    id: `room-${name}`,
    label: i18n._(title),
    leftSection: <Glyph className={css.glyph} aria-hidden />,
    onClick: () => void navigate({ to: pathOf({ name }) }),
  }));
  const others = workspaces.filter(({ id }) => id !== workspace.id);
  const switches = others.map(({ id, name }) => ({
    id: `workspace-${id}`,
    label: t`Switch to workspace ${name}`,
    leftSection: <IconBuilding className={css.glyph} aria-hidden />,
    onClick: () => void switchWorkspace(id).catch(tellFailure),
  }));
  const colours = SCHEME_NAMES.map((name) => {
    const { word, glyph: Glyph } = SCHEMES[name];
    const scheme = i18n._(word);
    return {
      id: `scheme-${name}`,
      label: t`Colours: ${scheme}`,
      leftSection: <Glyph className={css.glyph} aria-hidden />,
      onClick: () => setColorScheme(name),
    };
  });
  const leave = {
    id: "log-out",
    label: t`Log out`,
    leftSection: <IconLogout className={css.glyph} aria-hidden />,
    onClick: () => void logOut().catch(tellFailure),
  };
  return { rooms, acts: [...switches, ...colours, leave] };
}

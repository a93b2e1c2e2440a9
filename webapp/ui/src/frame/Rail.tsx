import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { pathOf, roomsFor, type Room } from "../rooms";
import { useSession } from "../session/session";
import { Brand } from "./Brand";
import css from "./Rail.module.css";

interface Props {
  narrow: boolean;
  /** Make it narrow or wide; absent in the drawer of a phone. */
  turn?: () => void;
}

/** The rooms, with their glyphs; narrow, the glyphs alone. */
export function Rail({ narrow, turn }: Props) {
  const { t } = useLingui();
  const rooms = roomsFor(useSession().workspace.role);
  const part = (place: Room["place"]): readonly Room[] => rooms.filter((room) => room.place === place);
  const Turn = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const says = narrow ? t`Widen the menu` : t`Narrow the menu`;
  return (
    <nav className={css.rail} aria-label={t`Rooms`} data-narrow={narrow || undefined}>
      <Brand narrow={narrow} />
      <Links rooms={part("above")} narrow={narrow} />
      <div className={css.rest} />
      <Links rooms={part("below")} narrow={narrow} />
      {turn && (
        <Tooltip label={says} position="right" disabled={!narrow}>
          <UnstyledButton className={css.turn} onClick={turn} aria-label={says}>
            <Turn className={css.glyph} aria-hidden stroke={1.5} />
          </UnstyledButton>
        </Tooltip>
      )}
    </nav>
  );
}

function Links({ rooms, narrow }: { rooms: readonly Room[]; narrow: boolean }) {
  const { i18n } = useLingui();
  if (rooms.length === 0) return null;
  return (
    <ul className={css.links}>
      {rooms.map(({ name, title, glyph: Glyph }) => (
        <li key={name}>
          <Tooltip label={i18n._(title)} position="right" disabled={!narrow}>
            <Link
              to={pathOf({ name })}
              className={css.link}
              activeProps={{ "aria-current": "page" }}
              aria-label={i18n._(title)}
            >
              <Glyph className={css.glyph} aria-hidden stroke={1.5} />
              <span className={css.word}>{i18n._(title)}</span>
            </Link>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

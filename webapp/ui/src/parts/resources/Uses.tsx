import { Anchor } from "@mantine/core";
import { IconRoute, IconSpeakerphone, IconUsersGroup, IconBell, IconMessage2 } from "@tabler/icons-react";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Failure } from "../Failure";
import type { Library, Use } from "./library";
import css from "./Resources.module.css";

const ROOM = {
  journey: "journeys",
  push: "pushes",
  popup: "popups",
  segment: "segments",
  campaign: "campaigns",
} as const;
const GLYPH = {
  journey: IconRoute,
  push: IconBell,
  popup: IconMessage2,
  segment: IconUsersGroup,
  campaign: IconSpeakerphone,
} as const;

/** Where a resource is used, each a link. */
export function Uses({ of, name }: { of: Pick<Library<never, never>, "usesQuery">; name: string }) {
  const { data, error, refetch } = useQuery(of.usesQuery(name));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return null;
  if (data.length === 0)
    return (
      <p className={css.hint}>
        <Trans>Nothing uses it yet.</Trans>
      </p>
    );
  return <UseList uses={data} />;
}

export function UseList({ uses }: { uses: readonly Use[] }) {
  return (
    <ul className={css.uses}>
      {uses.map(({ kind, id, name, live }) => {
        const Glyph = GLYPH[kind];
        return (
          <li key={`${kind} ${id}`}>
            <Glyph size={16} aria-hidden />
            <Anchor component={Link} to={`/${ROOM[kind]}/${id}`}>
              {name}
            </Anchor>
            {!live && (
              <span className={css.hint}>
                <Trans>draft</Trans>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

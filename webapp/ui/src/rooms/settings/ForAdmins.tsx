import { IconLock } from "@tabler/icons-react";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Empty } from "../../parts/Empty";
import { useMay } from "../../session/session";
import { membersQuery } from "./queries";
import { Sections } from "./Sections";
import type { Place } from "./ways";

interface Props {
  at: Place;
  /** What the page is for: a sentence. */
  about: ReactNode;
  /** The page itself: neither drawn nor asked for where it would be refused. */
  children: ReactNode;
}

/** A page of the settings that only admins see; anybody else is told what it is and who can help. */
export function ForAdmins({ at, about, children }: Props) {
  if (useMay("administer")) return children;
  return (
    <Sections at={at}>
      <Empty glyph={IconLock} title={<Trans>For admins</Trans>}>
        {about} <Helpers />
      </Empty>
    </Sections>
  );
}

const MOST = 3;

function Helpers() {
  const { data = [] } = useQuery(membersQuery);
  const admins = data.filter(({ role, joined_at: at }) => role === "admin" && at !== null);
  const names = admins.slice(0, MOST).map(({ email }) => email);
  if (names.length === 0) return <Trans>Ask an admin of this workspace.</Trans>;
  const all = names.join(", ");
  return (
    <Trans>
      Ask an admin of this workspace: <bdi>{all}</bdi>
    </Trans>
  );
}

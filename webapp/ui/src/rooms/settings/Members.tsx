import { Button, Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { HeldDialog } from "../../parts/HeldDialog";
import { Failure } from "../../parts/Failure";
import { roleWord } from "../../session/roles";
import { useMay, useSession } from "../../session/session";
import { ChangeMember } from "./ChangeMember";
import { Invite } from "./Invite";
import { MemberActs } from "./MemberActs";
import { OnceLink } from "./OnceLink";
import { membersQuery, type Member, type NewLink } from "./queries";
import { Sections } from "./Sections";
import css from "./Settings.module.css";

/** What the dialog is about. */
type Matter = { kind: "invite" } | { kind: "change"; member: Member } | { kind: "link"; made: NewLink } | null;

/** Who belongs to the workspace, and who is invited. */
export function Members() {
  const { t } = useLingui();
  const may = useMay("administer");
  const { data, error, refetch } = useQuery(membersQuery);
  const [matter, setMatter] = useState<Matter>(null);
  const invite = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMatter({ kind: "invite" })}>
      <Trans>Invite member</Trans>
    </Button>
  );
  return (
    <Sections at="/settings/members" acts={invite}>
      <p className={css.lead}>
        <Trans>
          Viewers see everything but keys and the audit log. Marketers build and publish as well. Admins also change
          the settings and who belongs here.
        </Trans>
      </p>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={56} />}
      <ul className={css.rows} aria-label={t`Members`}>
        {data?.map((member) => (
          <li key={member.id} className={css.row}>
            <About member={member} />
            {may && (
              <MemberActs
                member={member}
                onChange={() => setMatter({ kind: "change", member })}
                onLink={(made) => setMatter({ kind: "link", made })}
              />
            )}
          </li>
        ))}
      </ul>
      <Dialog matter={matter} turn={setMatter} />
    </Sections>
  );
}

function About({ member: { email, role, joined_at, user_id } }: { member: Member }) {
  const { i18n } = useLingui();
  const word = i18n._(roleWord(role));
  const myself = useSession().member.email === email;
  return (
    <div className={css.what}>
      <div>
        {email}
        {myself && (
          <span className={css.you}>
            <Trans>You</Trans>
          </span>
        )}
      </div>
      <div className={css.about}>
        {joined_at === null ? <Trans>{word}, invited</Trans> : word}
        {user_id !== null && (
          <>
            {" · "}
            <bdi>{user_id}</bdi>
          </>
        )}
      </div>
    </div>
  );
}

function Dialog({ matter, turn }: { matter: Matter; turn: (matter: Matter) => void }) {
  const { t } = useLingui();
  const close = (): void => turn(null);
  const titles = { invite: t`Invite member`, change: t`Change member`, link: t`One-time link` };
  return (
    <HeldDialog opened={matter !== null} onClose={close} title={matter && titles[matter.kind]}>
      {matter?.kind === "invite" && <Invite close={close} onMade={(made) => turn({ kind: "link", made })} />}
      {matter?.kind === "change" && <ChangeMember member={matter.member} close={close} />}
      {matter?.kind === "link" && <OnceLink made={matter.made} close={close} />}
    </HeldDialog>
  );
}

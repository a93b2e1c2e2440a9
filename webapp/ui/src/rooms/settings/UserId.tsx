import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { useMay, useSession } from "../../session/session";
import { Section } from "./Sections";
import css from "./Settings.module.css";

/** Who the member is on the workspace's site: only an admin says so, for pushes of others would come along. */
export function UserId() {
  const { t } = useLingui();
  const may = useMay("administer");
  const { member, workspace } = useSession();
  const { user_id: userId } = member;
  const name = workspace.name;
  return (
    <Section
      title={t`You on the site`}
      text={
        userId === null ? (
          <Trans>No user of {name} is yours: campaigns and test pushes do not come to your own devices.</Trans>
        ) : (
          <Trans>
            In {name} you are the user <bdi>{userId}</bdi>: campaigns and test pushes come to that user's devices.
          </Trans>
        )
      }
    >
      {may && (
        <Link to="/settings/members" className={css.link}>
          <Trans>Change it under Members</Trans>
        </Link>
      )}
    </Section>
  );
}

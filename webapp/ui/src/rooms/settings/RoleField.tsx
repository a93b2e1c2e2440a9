import { NativeSelect } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import { roleWord } from "../../session/roles";
import type { Role } from "../../session/session";

const ROLES: readonly Role[] = ["viewer", "marketer", "admin"];

/** What a member may do. */
export function RoleField({ role, onRole }: { role: Role; onRole: (role: Role) => void }) {
  const { t, i18n } = useLingui();
  return (
    <NativeSelect
      mt={16}
      label={t`Role`}
      description={t`Viewers look; marketers edit and publish too; admins also manage members and keys.`}
      data={ROLES.map((value) => ({ value, label: i18n._(roleWord(value)) }))}
      value={role}
      onChange={(event) => onRole(ROLES.find((each) => each === event.currentTarget.value) ?? role)}
    />
  );
}

import { Button, Group, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { tellDone, tellFailure } from "../../parts/Failure";
import { changeMember, type Member } from "./queries";
import { RoleField } from "./RoleField";

/** As long as a userId may be. */
const LONGEST = 128;

/** Another role, and who she is as a person of the workspace's site. */
export function ChangeMember({ member, close }: { member: Member; close: () => void }) {
  const { t } = useLingui();
  const [role, setRole] = useState(member.role);
  const [userId, setUserId] = useState(member.user_id ?? "");
  const [busy, setBusy] = useState(false);
  const { email } = member;
  const change = async (): Promise<void> => {
    setBusy(true);
    try {
      await changeMember(member.id, { role, user_id: userId || null });
      tellDone(t`${email} is changed.`);
      close();
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void change();
  };
  return (
    <form onSubmit={submit}>
      <p>{email}</p>
      <RoleField role={role} onRole={setRole} />
      <TextInput
        mt={16}
        dir="ltr"
        label={t`User ID`}
        description={t`Who this member is on your site: test pushes go to the devices of that person.`}
        maxLength={LONGEST}
        value={userId}
        onChange={(event) => setUserId(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy}>
          <Trans>Save</Trans>
        </Button>
      </Group>
    </form>
  );
}

import { Button, Group, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { tellFailure } from "../../parts/Failure";
import type { Role } from "../../session/session";
import { inviteMember, type NewLink } from "./queries";
import { RoleField } from "./RoleField";

/** An e-mail and a role; then there is a link. */
export function Invite({ close, onMade }: { close: () => void; onMade: (made: NewLink) => void }) {
  const { t } = useLingui();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [busy, setBusy] = useState(false);
  const invite = async (): Promise<void> => {
    setBusy(true);
    try {
      onMade(await inviteMember(email, role));
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void invite();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t`E-mail`}
        type="email"
        autoComplete="off"
        required
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <RoleField role={role} onRole={setRole} />
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy}>
          <Trans>Make link</Trans>
        </Button>
      </Group>
    </form>
  );
}

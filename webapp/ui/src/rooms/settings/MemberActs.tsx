import { ActionIcon, Menu } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { i18n } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDots, IconLink, IconPencil, IconUserMinus } from "@tabler/icons-react";

import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { removeMember, resetMember, type Member, type NewLink } from "./queries";

async function reset({ id, email, joined_at }: Member): Promise<NewLink | null> {
  const again = i18n._(msg`The link from before ends.`);
  const anew = i18n._(msg`All sessions of this member end at once. The link for a new password lasts an hour.`);
  const sure = await confirm({
    title: i18n._(msg`Make a new link for ${email}?`),
    body: joined_at === null ? again : anew,
    act: i18n._(msg`Make link`),
    choice: true,
  });
  return sure ? resetMember(id) : null;
}

async function remove({ id, email }: Member): Promise<void> {
  const sure = await confirm({
    title: i18n._(msg`Remove ${email}?`),
    body: i18n._(msg`This member can no longer come into this workspace. You can invite again at any time.`),
    act: i18n._(msg`Remove member`),
    choice: true,
  });
  if (!sure) return;
  await removeMember(id);
  tellDone(i18n._(msg`${email} is removed.`));
}

interface Props {
  member: Member;
  onChange: () => void;
  onLink: (made: NewLink) => void;
}

/** What an admin can do with one member. */
export function MemberActs({ member, onChange, onLink }: Props) {
  const { t } = useLingui();
  const { email } = member;
  const link = async (): Promise<void> => {
    const made = await reset(member);
    if (made) onLink(made);
  };
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t`More for ${email}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onChange}>
          <Trans>Change…</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} aria-hidden />} onClick={() => void link().catch(tellFailure)}>
          <Trans>New link…</Trans>
        </Menu.Item>
        <Menu.Item
          color="var(--wm-danger)"
          leftSection={<IconUserMinus size={16} aria-hidden />}
          onClick={() => void remove(member).catch(tellFailure)}
        >
          <Trans>Remove…</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

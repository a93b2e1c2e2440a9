import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link, useNavigate } from "@tanstack/react-router";

import { queries } from "../../api/queries";
import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { UseList } from "../../parts/resources/Uses";
import { learn } from "../../words";
import { removeSegment, usesQuery, type Segment, type Use } from "./queries";
import type { useDraft } from "./useDraft";

interface Props {
  segment: Segment;
  drafting: ReturnType<typeof useDraft>;
  may: boolean;
}

/** Save what was changed; make a copy; take it away. */
export function Acts({ segment, drafting: { changed, saving, save }, may }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  if (!may) return null;
  const keep = async (): Promise<void> => {
    if (await save()) tellDone(t`The segment is saved.`);
  };
  const remove = async (): Promise<void> => {
    if (await removed(segment)) await navigate({ to: "/segments" });
  };
  return (
    <>
      <Button loading={saving} disabled={!changed} onClick={() => void keep()}>
        <Trans>Save</Trans>
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={36} aria-label={t`More`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to="/segments/new" search={{ of: segment.id } as never}>
            <Trans>Duplicate</Trans>
          </Menu.Item>
          <Menu.Item c="var(--wm-danger)" onClick={() => void remove()}>
            <Trans>Delete…</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** Say where it is used, then take it away; not while another segment names it. */
async function removed(segment: Segment): Promise<boolean> {
  const { name } = segment;
  try {
    // eslint-disable-next-line lingui/no-unlocalized-strings -- the name of a folder
    await learn("parts/resources");
    const uses = await queries.query({ ...usesQuery(segment.id), staleTime: 0 });
    const held = uses.some(({ kind }) => kind === "segment");
    const sure = await confirm({
      title: held ? i18n._(msg`“${name}” is in use`) : i18n._(msg`Delete “${name}”?`),
      act: held ? i18n._(msg`Close`) : i18n._(msg`Delete segment`),
      choice: true,
      tells: held,
      body: <Body uses={uses} held={held} />,
    });
    if (!sure || held) return false;
    await removeSegment(segment);
    tellDone(i18n._(msg`“${name}” is deleted.`));
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

function Body({ uses, held }: { uses: readonly Use[]; held: boolean }) {
  return (
    <>
      <p>
        {held ? (
          <Trans>Take it out of these segments first, then it can be deleted.</Trans>
        ) : uses.length > 0 ? (
          <Trans>What is published keeps the rule as it is. These cannot be published again without it:</Trans>
        ) : (
          <Trans>Nothing uses it. This cannot be undone.</Trans>
        )}
      </p>
      <UseList uses={uses} />
    </>
  );
}

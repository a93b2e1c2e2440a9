import { Button } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { keep } from "../../parts/room/file";
import { nameOf } from "./columns";
import { erasePerson, exportPerson, type PersonWhole } from "./queries";

/** All that is kept of her, as a file; or erase her. Admins only. */
export function Acts({ person }: { person: PersonWhole }) {
  const navigate = useNavigate();
  const name = nameOf(person);
  const save = async (): Promise<void> => {
    try {
      keep(await exportPerson(person.id), `${person.id}.json`);
    } catch (error) {
      tellFailure(error);
    }
  };
  const erase = async (): Promise<void> => {
    const sure = await confirm({
      title: i18n._(msg`Erase “${name}”?`),
      act: i18n._(msg`Erase person`),
      choice: true,
      body: <Goes />,
    });
    if (!sure) return;
    try {
      await erasePerson(person.id);
      await navigate({ to: "/people" });
      tellDone(i18n._(msg`“${name}” is erased.`));
    } catch (error) {
      tellFailure(error);
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => void save()}>
        <Trans>Export</Trans>
      </Button>
      <Button variant="default" c="var(--wm-danger)" onClick={() => void erase()}>
        <Trans>Erase…</Trans>
      </Button>
    </>
  );
}

function Goes() {
  return (
    <>
      <p>
        <Trans>
          The profile, the devices, every event, message and run of this person go for good. Events with this user ID
          that come later are not kept either.
        </Trans>
      </p>
      <p>
        <Trans>Counts of journeys stay. This cannot be undone: export first if somebody asked for the data.</Trans>
      </p>
    </>
  );
}

import { Button, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { confirm } from "../../parts/Confirm";
import { HeldDialog } from "../../parts/HeldDialog";
import { Failure, tellDone, tellFailure } from "../../parts/Failure";
import { Time } from "../../parts/Time";
import { ForAdmins } from "./ForAdmins";
import { keysQuery, revokeKey, type Key } from "./keyQueries";
import { NewKey } from "./NewKey";
import { Section, Sections } from "./Sections";
import css from "./Settings.module.css";

/** The keys of pages and servers. */
export function Keys() {
  return (
    <ForAdmins
      at="/settings/keys"
      about={
        <Trans>
          Here are the keys by which pages add events and servers call the API.
        </Trans>
      }
    >
      <Opened />
    </ForAdmins>
  );
}

function Opened() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(keysQuery);
  const [opened, { open, close }] = useDisclosure();
  const make = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      <Trans>Make key</Trans>
    </Button>
  );
  return (
    <Sections at="/settings/keys" acts={make}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={112} />}
      {data && <Standing keys={data.filter(({ revoked_at: at }) => at === null)} />}
      {data && <Revoked keys={data.filter(({ revoked_at: at }) => at !== null)} />}
      <HeldDialog opened={opened} onClose={close} title={t`Make key`}>
        <NewKey close={close} />
      </HeldDialog>
    </Sections>
  );
}

function Standing({ keys }: { keys: readonly Key[] }) {
  const { t } = useLingui();
  return (
    <Section
      title={t`Keys in use`}
      text={
        <Trans>
          A write key stands in your pages, is public, and can only add events. A secret key belongs on your servers:
          it may do all that an admin may.
        </Trans>
      }
    >
      <KeyRows keys={keys} />
    </Section>
  );
}

function Revoked({ keys }: { keys: readonly Key[] }) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  if (keys.length === 0) return null;
  if (!shown) {
    return (
      <Button variant="default" onClick={() => setShown(true)}>
        <Trans>Show revoked keys</Trans>
      </Button>
    );
  }
  return (
    <Section title={t`Revoked keys`} text={<Trans>Nobody takes them any more.</Trans>}>
      <KeyRows keys={keys} />
    </Section>
  );
}

function KeyRows({ keys }: { keys: readonly Key[] }) {
  return (
    <ul className={css.rows}>
      {keys.map((key) => (
        <KeyRow key={key.id} standing={key} />
      ))}
    </ul>
  );
}

async function revoke({ id, shown, kind }: Key): Promise<void> {
  const sure = await confirm({
    title: i18n._(msg`Revoke ${shown}?`),
    body:
      kind === "write"
        ? i18n._(msg`Pages that bear it can add no events from now on, and no person is asked or reached through them.`)
        : i18n._(msg`Servers that use it are refused within seconds.`),
    act: i18n._(msg`Revoke key`),
    choice: true,
  });
  if (!sure) return;
  await revokeKey(id);
  tellDone(i18n._(msg`The key is revoked.`));
}

function KeyRow({ standing }: { standing: Key }) {
  const { t } = useLingui();
  const { kind, shown, created_at: made, last_used_at: used, revoked_at: ended } = standing;
  return (
    <li className={css.row}>
      <div className={css.what}>
        <code className={css.mono} dir="ltr">
          {shown}
        </code>
        <div className={css.about}>
          {kind === "write" ? <Trans>Write key</Trans> : <Trans>Secret key</Trans>} ·{" "}
          <Trans>
            made <Time at={made} />
          </Trans>{" "}
          ·{" "}
          {used === null ? (
            <Trans>never used</Trans>
          ) : (
            <Trans>
              used <Time at={used} />
            </Trans>
          )}
        </div>
      </div>
      {ended === null ? (
        <Button
          variant="default"
          aria-label={t`Revoke ${shown}`}
          onClick={() => void revoke(standing).catch(tellFailure)}
        >
          <Trans>Revoke…</Trans>
        </Button>
      ) : (
        <span className={css.about}>
          <Trans>
            revoked <Time at={ended} />
          </Trans>
        </span>
      )}
    </li>
  );
}

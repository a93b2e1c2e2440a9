import { Button, Modal, SegmentedControl, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { confirm } from "../../parts/Confirm";
import { Failure, tellDone, tellFailure } from "../../parts/Failure";
import { Time } from "../../parts/Time";
import { useSession } from "../../session/session";
import { Code } from "./Code";
import { ForAdmins } from "./ForAdmins";
import { identityQuery, removeIdentityKey, renewIdentitySecret, type IdentityKey } from "./keyQueries";
import { NewIdentityKey } from "./NewIdentityKey";
import { Section, Sections } from "./Sections";
import css from "./Settings.module.css";
import { IDENTIFY, LANGUAGES, signingOf, type Language } from "./tokens";

/** How your server proves who is logged in, and the keys for it. */
export function Identity() {
  return (
    <ForAdmins
      at="/settings/identity"
      about={
        <Trans>
          Here is what your servers sign with, so that nobody can claim to be one of your users.
        </Trans>
      }
    >
      <Opened />
    </ForAdmins>
  );
}

function Opened() {
  return (
    <Sections at="/settings/identity">
      <Signing />
      <Secret />
      <PublicKeys />
    </Sections>
  );
}

function Signing() {
  const { t } = useLingui();
  const { id } = useSession().workspace;
  const [language, setLanguage] = useState<Language>("python");
  return (
    <Section
      title={t`Sign who is logged in`}
      text={
        <Trans>
          Your server makes a token at each log-in, and the page hands it on. Without one anybody could claim to be
          any of your users, and get that user's pushes. It lasts 24 hours at most.
        </Trans>
      }
    >
      <SegmentedControl
        aria-label={t`Language of your server`}
        value={language}
        onChange={setLanguage}
        data={[...LANGUAGES]}
      />
      <Code label={t`On your server`} text={signingOf(language, id)} />
      <Code label={t`In the page`} text={IDENTIFY} />
    </Section>
  );
}

const renew = (): Promise<true | null> =>
  confirm({
    title: i18n._(msg`Make a new identity secret?`),
    body: i18n._(
      msg`The one in use ends within seconds: until your servers sign with the new one, users count as anonymous.`,
    ),
    act: i18n._(msg`Make secret`),
    choice: true,
  });

function Secret() {
  const { t } = useLingui();
  const [secret, setSecret] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    if (await renew()) setSecret(await renewIdentitySecret());
  };
  return (
    <Section
      title={t`Identity secret`}
      text={
        <Trans>
          What your server signs with (HS256). It was shown when the workspace was made, and is not shown again.
        </Trans>
      }
    >
      {secret === null ? (
        <Button variant="default" onClick={() => void make().catch(tellFailure)}>
          <Trans>Make a new secret…</Trans>
        </Button>
      ) : (
        <>
          <Code label={t`Identity secret`} text={secret} />
          <p className={css.small}>
            <Trans>Keep it now, where only your servers find it: it is not shown again.</Trans>
          </p>
        </>
      )}
    </Section>
  );
}

function PublicKeys() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(identityQuery);
  const [opened, { open, close }] = useDisclosure();
  return (
    <Section
      title={t`Public keys`}
      text={
        <Trans>
          Instead of the shared secret your server can sign with a key of its own (ES256). Register its public half
          here; tokens name it in their header as kid.
        </Trans>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={56} />}
      <ul className={css.rows}>{data?.map((each) => <PublicKey key={each.kid} found={each} />)}</ul>
      <Button variant="default" mt={12} onClick={open}>
        <Trans>Register key</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Register key`} closeButtonProps={{ "aria-label": t`Close` }}>
        <NewIdentityKey close={close} />
      </Modal>
    </Section>
  );
}

async function remove({ kid }: IdentityKey): Promise<void> {
  const sure = await confirm({
    title: i18n._(msg`Remove the key ${kid}?`),
    body: i18n._(msg`Tokens that name it prove nothing from then on.`),
    act: i18n._(msg`Remove key`),
    choice: true,
  });
  if (!sure) return;
  await removeIdentityKey(kid);
  tellDone(i18n._(msg`The key is removed.`));
}

function PublicKey({ found }: { found: IdentityKey }) {
  const { t } = useLingui();
  const { kid, created_at: at } = found;
  return (
    <li className={css.row}>
      <div className={css.what}>
        <code className={css.mono} dir="ltr">
          {kid}
        </code>
        <div className={css.about}>
          <Trans>
            registered <Time at={at} />
          </Trans>
        </div>
      </div>
      <Button variant="default" aria-label={t`Remove ${kid}`} onClick={() => void remove(found).catch(tellFailure)}>
        <Trans>Remove…</Trans>
      </Button>
    </li>
  );
}

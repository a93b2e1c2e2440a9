import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { HeldDialog } from "../../parts/HeldDialog";
import { tellDone } from "../../parts/Failure";
import { useSession } from "../../session/session";
import { Ask } from "./Ask";
import { confirmFactor, endFactor, offerFactor, type OfferedFactor } from "./queries";
import { QrCode } from "./QrCode";
import { RecoveryCodes } from "./RecoveryCodes";
import { Section } from "./Sections";
import css from "./Settings.module.css";

/** A code of an authenticator besides the password. */
export function SecondFactor() {
  const { t } = useLingui();
  const { totp } = useSession().member;
  const [opened, { open, close }] = useDisclosure();
  // What was on at the opening is what the dialog is about, until it closes.
  const [ending, setEnding] = useState(false);
  const begin = (): void => {
    setEnding(totp);
    open();
  };
  const title = ending ? t`Turn off the second factor` : t`Turn on the second factor`;
  return (
    <Section
      title={t`Second factor`}
      text={
        totp ? (
          <Trans>It is on: whoever has your password needs your authenticator too.</Trans>
        ) : (
          <Trans>It is off. With an authenticator your password alone lets nobody in.</Trans>
        )
      }
    >
      <Button variant="default" onClick={begin}>
        {totp ? <Trans>Turn off…</Trans> : <Trans>Turn on…</Trans>}
      </Button>
      <HeldDialog opened={opened} onClose={close} title={title}>
        {ending ? <TurnOff close={close} /> : <TurnOn close={close} />}
      </HeldDialog>
    </Section>
  );
}

function TurnOff({ close }: { close: () => void }) {
  const { t } = useLingui();
  const end = async (password: string): Promise<void> => {
    await endFactor(password);
    tellDone(t`The second factor is off.`);
    close();
  };
  return <Ask key="off" kind="password" act={t`Turn off`} take={end} />;
}

function TurnOn({ close }: { close: () => void }) {
  const { t } = useLingui();
  const [offered, setOffered] = useState<OfferedFactor | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} close={close} />;
  if (!offered) {
    const offer = async (password: string): Promise<void> => setOffered(await offerFactor(password));
    return <Ask key="password" kind="password" act={t`Go on`} take={offer} />;
  }
  return (
    <Ask key="code" kind="code" act={t`Turn on`} take={async (code) => setCodes(await confirmFactor(code))}>
      <p>
        <Trans>
          Scan this with your authenticator,{" "}
          <a href={offered.uri} className={css.link}>
            open it there
          </a>{" "}
          if it is on this device, or type the secret. Then type the code that it shows.
        </Trans>
      </p>
      <QrCode text={offered.uri} label={t`The secret, for a camera`} />
      <p className={css.secret} dir="ltr" data-secret>
        {offered.secret.match(/.{1,4}/g)?.join(" ")}
      </p>
    </Ask>
  );
}

import { Button } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { i18n } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { useMay } from "../../session/session";
import type { Form } from "./form";
import { switchPush } from "./queries";
import { Section } from "./Sections";

const sure = (on: boolean): Promise<true | null> =>
  on
    ? Promise.resolve(true)
    : confirm({
        title: i18n._(msg`Turn pushes off for everybody?`),
        body: i18n._(
          msg`From this moment nothing is sent, nor later: it ends as suppressed. Journeys and subscriptions stay.`,
        ),
        act: i18n._(msg`Turn pushes off`),
        choice: true,
      });

/** The workspace's master switch (C1): at once, and not with the other changes of the page. */
export function PushSwitch({ form: { settings } }: { form: Form }) {
  const { t } = useLingui();
  const may = useMay("administer");
  const [busy, setBusy] = useState(false);
  const on = settings.push_enabled ?? true;
  const turn = async (): Promise<void> => {
    if (!(await sure(!on))) return;
    setBusy(true);
    try {
      await switchPush(!on);
      tellDone(on ? t`Pushes are off.` : t`Pushes are on.`);
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  return (
    <Section
      id="pushes"
      title={on ? t`Pushes are on` : t`Pushes are off`}
      text={
        on ? (
          <Trans>One switch for the whole workspace. It holds at once, for what is waiting as well.</Trans>
        ) : (
          <Trans>Nothing is sent to anybody, and what would go out ends as suppressed. Subscriptions are kept.</Trans>
        )
      }
    >
      {may && (
        <Button
          variant={on ? "default" : "filled"}
          {...(on && { c: "var(--wm-danger)" })}
          loading={busy}
          onClick={() => void turn()}
        >
          {on ? <Trans>Turn pushes off…</Trans> : <Trans>Turn pushes on</Trans>}
        </Button>
      )}
    </Section>
  );
}

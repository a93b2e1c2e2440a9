import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { i18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { queries } from "../../api/queries";
import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { settingsQuery } from "../../api/settings";
import type { Editing } from "../../parts/resources/useEditing";
import { absolute } from "../../parts/times";
import { useMay } from "../../session/session";
import css from "./Campaigns.module.css";
import type { Draft } from "./kept";
import { act, campaignQuery, sizeOf, type Campaign, type Size } from "./queries";

interface Props {
  campaign: Campaign;
  editing: Editing<Draft>;
}

/** Save what is written, ask with the number of recipients, send. */
export function Send({ campaign: { id }, editing }: Props) {
  const may = useMay("publish");
  const [busy, setBusy] = useState(false);
  if (!may) return null;
  const send = async (): Promise<void> => {
    if (editing.dirty && !(await editing.save())) return;
    const [size, kept] = await Promise.all([sizeOf(id), queries.query({ ...campaignQuery(id), staleTime: 0 })]);
    const settings = await queries.query(settingsQuery);
    const later = kept.send_at !== null;
    const sure = await confirm({
      title: later ? i18n._(msg`Plan this campaign?`) : i18n._(msg`Send this campaign?`),
      act: later ? i18n._(msg`Plan it`) : i18n._(msg`Send it now`),
      choice: true,
      calm: true,
      body: <Asked size={size} campaign={kept} off={!settings.push_enabled} />,
    });
    if (!sure) return;
    await act(id, "send", kept.version);
    tellDone(later ? i18n._(msg`It is planned.`) : i18n._(msg`It is on its way.`));
  };
  const start = (): void => {
    setBusy(true);
    void send()
      .catch(tellFailure)
      .finally(() => setBusy(false));
  };
  return (
    <Button leftSection={<IconSend size={16} aria-hidden />} loading={busy} onClick={start}>
      <Trans>Send…</Trans>
    </Button>
  );
}

function Asked({ size: { people, devices }, campaign, off }: { size: Size; campaign: Campaign; off: boolean }) {
  const whom = plural(people, { one: "# person", other: "# people" });
  const where = plural(devices, { one: "# device", other: "# devices" });
  const { send_at: at } = campaign;
  const when = at === null ? null : absolute(Date.parse(at), i18n.locale);
  return (
    <div className={css.asked}>
      <p>
        {when === null ? (
          <Trans>It goes to {whom} on {where} now, and cannot be called back from where it has arrived.</Trans>
        ) : campaign.at_local_time ? (
          <Trans>
            It goes to each person when her own clock shows this time: {when}. As things are now: {whom} on {where}.
          </Trans>
        ) : (
          <Trans>It goes out on {when}. As things are now: {whom} on {where}.</Trans>
        )}
      </p>
      <p>
        <Trans>Members who receive all campaigns get it too. Opt-outs, caps and quiet hours hold.</Trans>
      </p>
      {off && (
        <p className={css.warning} role="alert">
          <Trans>Pushes are turned off in this workspace: nobody would get it.</Trans>
        </p>
      )}
    </div>
  );
}

import { Modal } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { Failure, tellFailure } from "../../parts/Failure";
import { plain } from "../../parts/resources/document";
import { make } from "./make";
import css from "./Pushes.module.css";
import { readyQuery, type PushDocument, type Ready } from "./queries";

const PURPOSES = {
  promotion: msg`Promotions`,
  invitation: msg`Invitations`,
  announcement: msg`Announcements`,
  alert: msg`Alerts`,
} as const;
type Purpose = keyof typeof PURPOSES;
const ORDER = Object.keys(PURPOSES) as Purpose[];

/** An empty one, or one that is ready-made; both are there at once, to be changed. */
export function NewPush({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useLingui();
  return (
    <Modal opened={opened} onClose={close} size="lg" title={t`New push`} closeButtonProps={{ "aria-label": t`Close` }}>
      <Starts />
    </Modal>
  );
}

function Starts() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery(readyQuery);
  const begin = async (document: PushDocument): Promise<void> => {
    setBusy(true);
    try {
      const made = await make(document);
      await navigate({ to: "/pushes/$key", params: { key: made.key } });
    } catch (failed) {
      tellFailure(failed);
      setBusy(false);
    }
  };
  const blank = (): PushDocument =>
    ({ key: "", name: i18n._(msg`New push`), title: i18n._(msg`A title`) }) as PushDocument;
  return (
    <fieldset disabled={busy} style={{ border: 0, margin: 0, padding: 0 }}>
      <div className={css.starts}>
        <button type="button" className={css.start} data-autofocus onClick={() => void begin(blank())}>
          <strong>
            <Trans>Empty</Trans>
          </strong>
          <small>
            <Trans>A title and nothing else; the words are yours.</Trans>
          </small>
        </button>
      </div>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {ORDER.map((purpose) => (
        <Group key={purpose} purpose={purpose} ready={data ?? []} onPick={(document) => void begin(document)} />
      ))}
    </fieldset>
  );
}

interface GroupProps {
  purpose: Purpose;
  ready: readonly Ready[];
  onPick: (document: PushDocument) => void;
}

function Group({ purpose, ready, onPick }: GroupProps) {
  const listed = ready.filter((each) => each.purpose === purpose);
  if (listed.length === 0) return null;
  return (
    <section className={css.group}>
      <h3 className={css.purpose}>{i18n._(PURPOSES[purpose])}</h3>
      <div className={css.starts}>
        {listed.map(({ document }) => (
          <button
            key={document.key}
            type="button"
            className={css.start}
            onClick={() => onPick(document)}
          >
            <strong>{document.name}</strong>
            <small>{plain(document.title)}</small>
          </button>
        ))}
      </div>
    </section>
  );
}

import { Button } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";

import { tellDone, tellFailure } from "../../../parts/Failure";
import { useMay } from "../../../session/session";
import type { Described } from "../flow/description";
import { readDocument } from "../flow/document";
import css from "./Gallery.module.css";
import { Needs } from "./Needs";
import { Picture } from "./Picture";
import { beginFrom, type Ready } from "./queries";

interface Props {
  ready: Ready;
  described: Described;
}

/** One ready-made journey: its shape, what it is for, what it brings, and the way to it. */
export function ReadyCard({ ready, described }: Props) {
  const { t } = useLingui();
  const id = useId();
  const may = useMay("edit");
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const { name, title, summary, needs } = ready;
  const document = readDocument(ready.document);
  const use = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await beginFrom(name);
      tellDone(i18n._(msg`“${title}” is a draft of yours now.`));
      await navigate({ to: "/journeys/$journeyId", params: { journeyId: made.id } });
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  return (
    <li className={css.card} aria-labelledby={id}>
      <div className={css.frame}>{document && <Picture document={document} described={described} />}</div>
      <h2 id={id} dir="auto">
        {title}
      </h2>
      <p className={css.summary} dir="auto">
        {summary}
      </p>
      <Needs needs={needs} />
      {may && (
        <Button variant="default" loading={busy} onClick={() => void use()} aria-label={t`Use this: ${title}`}>
          <Trans>Use this</Trans>
        </Button>
      )}
    </li>
  );
}

import { ph } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";

import { wayOut } from "../../../server/said";
import { Time } from "../../../parts/Time";
import { describedQuery, type Described } from "../flow/description";
import type { Document } from "../flow/document";
import css from "../Stage.module.css";
import type { Told, Tried } from "./queries";
import { reasonWord, refusalWord } from "./refusals";

interface Props {
  document: Document;
  tried: Tried | undefined;
}

/** What came of it, in the order in which it was. */
export function Course({ document, tried }: Props) {
  return (
    <>
      <h3>
        <Trans>What came of it</Trans>
      </h3>
      {!tried && (
        <p className={css.soft}>
          <Trans>Let something happen: the way lights up on the canvas.</Trans>
        </p>
      )}
      {tried && (
        <>
          <ol className={css.rows} aria-live="polite">
            {tried.steps.map((step, index) => (
              <Row key={index} step={step} document={document} />
            ))}
          </ol>
          {Object.values(tried.faults).map((fault) => (
            <p key={fault} className={css.error}>
              {fault}
            </p>
          ))}
          {tried.cut && (
            <p className={css.error}>
              <Trans>It goes on for more than 1,000 steps; the rest is not played.</Trans>
            </p>
          )}
        </>
      )}
    </>
  );
}

function Row({ step, document }: { step: Told; document: Document }) {
  const { data: described } = useSuspenseQuery(describedQuery);
  const { at, node, event, until, effects, refused } = step;
  const title = node === null ? event : titleOf(node, document, described);
  return (
    <li>
      <div className={css.row}>
        <strong>{title}</strong>
        <span className={css.soft}>
          <Came step={step} />
        </span>
      </div>
      <p className={css.soft}>
        <Time at={at} clock />
      </p>
      {refused !== null && <p className={css.warning}>{refusalWord(refused)}</p>}
      {until !== null && (
        <p className={css.soft}>
          <Trans>
            waits until <Time at={until} clock />
          </Trans>
        </p>
      )}
      {effects.map((effect, index) => (
        <Effect key={index} effect={effect} />
      ))}
    </li>
  );
}

function titleOf(node: string, { nodes }: Document, { types }: Described): string {
  const step = nodes.find(({ id }) => id === node);
  return (step && types.get(step.type)?.title) ?? node;
}

/** What came of it, in a word. */
function Came({ step: { node, port, outcome, refused } }: { step: Told }) {
  if (node !== null) return outcome === null ? <Left port={port} /> : reasonWord(outcome);
  return outcome !== null && refused === null && <Trans>comes in</Trans>;
}

function Left({ port }: { port: string | null }) {
  if (port === null) return <Trans>waits</Trans>;
  return port === "" ? <Trans>ends</Trans> : <Trans>by “{ph({ port: wayOut(port) })}”</Trans>;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** What would have been done, and what she would have seen of it. */
function Effect({ effect }: { effect: Record<string, unknown> }) {
  const { t } = useLingui();
  const { kind, shown } = effect;
  const words: Record<string, string> = {
    push: t`A push would be sent`,
    inbox: t`It would stand in the inbox`,
    popup: t`A popup would be shown`,
    webhook: t`Your server would be told`,
    traits: t`Traits would be set`,
    start: t`Another journey would be started`,
  };
  const content = isRecord(shown) ? [text(shown.title), text(shown.body)].filter(Boolean).join(": ") : "";
  return (
    <p>
      {words[text(kind)] ?? text(kind)}
      {content !== "" && <> – “{content}”</>}
    </p>
  );
}

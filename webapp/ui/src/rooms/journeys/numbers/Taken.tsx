import { msg, ph } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { wayOut } from "../../../server/said";
import { Time } from "../../../parts/Time";
import { portsOf, type Described } from "../flow/description";
import { useDescribed } from "../flow/useDescribed";
import type { Document } from "../flow/document";
import { summary } from "../flow/summary";
import css from "../Stage.module.css";
import type { WayTaken } from "./queries";
import { taken, type Taken as Step } from "./way";

const ENDS = {
  finished: msg`Came to the end of the journey.`,
  exited: msg`Taken out here.`,
  goal: msg`Reached the goal, and left here.`,
  merged: msg`Two people turned out to be one; this run ended here, the other goes on.`,
  too_late: msg`Too late for this step: the journey ended here.`,
  quarantined: msg`Set aside here after errors.`,
} as const;

const isEnd = (reason: string | null): reason is keyof typeof ENDS => reason !== null && reason in ENDS;

interface Props {
  document: Document;
  way: WayTaken;
  step: string | undefined;
  onStep: (step: string) => void;
}

/** The way in words: each step in its order, when she came and left, and which way she went on. */
export function Taken({ document, way, step, onStep }: Props) {
  const { t, i18n } = useLingui();
  const { run } = way;
  return (
    <section className={css.aside} aria-label={t`Steps of the way`}>
      <h2>
        <Trans>Step by step</Trans>
      </h2>
      <Lacking untold={way.untold} />
      <ol className={css.rows}>
        {taken(way).map((each, index) => (
          <Row key={index} {...{ document, step, onStep }} taken={each} wakes={run.wakes_at} />
        ))}
      </ol>
      {run.ended_at !== null && (
        <p className={css.over}>
          {isEnd(run.reason) && i18n._(ENDS[run.reason])}
          <span className={css.soft}>
            <Time at={run.ended_at} short />
          </span>
        </p>
      )}
    </section>
  );
}

function Lacking({ untold }: { untold: number | null }) {
  if (untold === 0) return null;
  return (
    <p className={css.soft}>
      {untold === null ? (
        <Trans>This run cannot be read, so its steps are not known. Lit is what was certainly passed.</Trans>
      ) : (
        <Plural
          value={untold}
          one="One step before these was not kept. Of it, what was certainly passed is lit."
          other="# steps before these were not kept. Of them, what was certainly passed is lit."
        />
      )}
    </p>
  );
}

interface RowProps extends Omit<Props, "way"> {
  taken: Step;
  wakes: string | null;
}

function Row({ document, taken: { node, port, came, left }, wakes, step, onStep }: RowProps) {
  const described = useDescribed();
  const { i18n } = useLingui();
  const { title, words, branches } = known(node, document, described, i18n.locale);
  return (
    <li aria-current={left === null ? "step" : undefined}>
      <div className={css.row}>
        <button type="button" className={css.pick} aria-pressed={step === node} onClick={() => onStep(node)}>
          <strong>{title}</strong>
        </button>
        <span className={css.soft}>{left === null ? <Trans>is here now</Trans> : branches && <By port={port} />}</span>
      </div>
      {words !== "" && words !== title && <p className={css.soft}>{words}</p>}
      <p className={css.soft}>
        <Times {...{ came, left }} />
      </p>
      {left === null && wakes !== null && (
        <p className={css.soft}>
          <Trans>
            waits until <Time at={wakes} short />
          </Trans>
        </p>
      )}
    </li>
  );
}

function By({ port }: Pick<Step, "port">) {
  return port !== null && port !== "" && <Trans>by “{ph({ port: wayOut(port) })}”</Trans>;
}

/** One time where she went on at once. */
function Times({ came, left }: Pick<Step, "came" | "left">) {
  if (came === null && left !== null) {
    return (
      <Trans>
        left <Time at={left} short />
      </Trans>
    );
  }
  if (came === null) return null;
  if (left === null || left === came) return <Time at={came} short />;
  return (
    <Trans>
      <Time at={came} short /> until <Time at={left} short />
    </Trans>
  );
}

function known(node: string, { nodes }: Document, described: Described, locale: string) {
  const found = nodes.find(({ id }) => id === node);
  const type = found && described.types.get(found.type);
  const config = found?.config ?? {};
  const words = type ? summary(type, config, described, locale) : "";
  return { title: type?.title ?? node, words, branches: portsOf(type, config).length > 1 };
}

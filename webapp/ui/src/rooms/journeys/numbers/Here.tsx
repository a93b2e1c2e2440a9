import { Button, CloseButton, Skeleton } from "@mantine/core";
import { ph } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import { wayOut } from "../../../server/said";
import { useCursor } from "../../../list/cursor";
import { Failure } from "../../../parts/Failure";
import { useDescribed } from "../flow/useDescribed";
import type { Document } from "../flow/document";
import { summary } from "../flow/summary";
import css from "../Stage.module.css";
import { cameTo } from "./counts";
import { loadRunsAt, type Run, type Standing, type Stats } from "./queries";
import { RunHere } from "./RunHere";

interface Props {
  id: string;
  step: string;
  document: Document;
  stats: Stats | undefined;
  onClose: () => void;
}

/** A step of what is live: how many came and went, who is here now, and what went wrong. */
export function Here({ id, step, document, stats, onClose }: Props) {
  const { t, i18n } = useLingui();
  const described = useDescribed();
  const found = document.nodes.find((each) => each.id === step);
  const type = found && described.types.get(found.type);
  if (!found) return null;
  return (
    <section className={css.aside} aria-label={t`People at this step`}>
      <div className={css.head}>
        <h2>{type?.title ?? found.type}</h2>
        <CloseButton aria-label={t`Close`} onClick={onClose} />
      </div>
      <p className={css.soft}>{type && summary(type, found.config ?? {}, described, i18n.locale)}</p>
      {stats && <Figures stats={stats} step={step} />}
      <h3>
        <Trans>Here now</Trans>
      </h3>
      <Runs id={id} step={step} state="active" none={t`Nobody stands here at the moment.`} />
      <h3>
        <Trans>Set aside after errors</Trans>
      </h3>
      <Runs id={id} step={step} state="quarantined" none={t`Nobody. Nothing has failed for good here.`} />
    </section>
  );
}

function Figures({ stats, step }: { stats: Stats; step: string }) {
  const { i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  const left = Object.entries(stats.left[step] ?? {});
  return (
    <dl className={css.figures}>
      <dt>
        <Trans>Came here</Trans>
      </dt>
      <dd>{number.format(cameTo(stats, step))}</dd>
      {left.map(([port, count]) => (
        <Port key={port} port={port} count={number.format(count)} />
      ))}
      <dt>
        <Trans>Waiting now</Trans>
      </dt>
      <dd>{number.format(stats.at[step] ?? 0)}</dd>
    </dl>
  );
}

function Port({ port, count }: { port: string; count: string }) {
  return (
    <>
      <dt>{port === "" ? <Trans>Ended here</Trans> : <Trans>Left by “{ph({ port: wayOut(port) })}”</Trans>}</dt>
      <dd>{count}</dd>
    </>
  );
}

function Runs({ id, step, state, none }: { id: string; step: string; state: Standing; none: string }) {
  const { rows, error, retry, more } = useCursor<Run>({
    key: ["journeys", id, "at", step, state],
    load: (after) => loadRunsAt(id, step, state, after),
  });
  if (error) return <Failure error={error} retry={retry} />;
  if (!rows) return <Skeleton height={48} />;
  if (rows.length === 0) return <p className={css.soft}>{none}</p>;
  return (
    <>
      <ul className={css.rows}>
        {rows.map((run) => (
          <RunHere key={run.id} run={run} />
        ))}
      </ul>
      {more && (
        <Button variant="default" size="xs" loading={more.loading} onClick={more.load}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  );
}

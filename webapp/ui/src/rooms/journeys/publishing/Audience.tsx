import { Skeleton } from "@mantine/core";
import { Plural, Trans } from "@lingui/react/macro";
import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { api, read } from "../../../api/client";
import { describedQuery, type Described } from "../flow/description";
import { readDocument, type Document } from "../flow/document";
import type { JourneyWhole } from "../queries";
import css from "./Publishing.module.css";

type Rule = Record<string, unknown>;
const EVERYBODY: Rule = { combinator: "and", rules: [] };
/** A rule's widget, as the server describes fields. */
const RULE = "rule";

/** What people must be to come in, of a journey with one start; null where that depends on what happens to them. */
export function ruleOfStart({ nodes }: Document, { types }: Described): Rule | null {
  const starts = nodes.filter(({ type }) => types.get(type)?.starts);
  const [start] = starts;
  if (!start || starts.length > 1) return null;
  const field = types.get(start.type)?.form.find(({ widget }) => widget === RULE);
  const rule = field && start.config?.[field.name];
  return typeof rule === "object" && rule !== null ? (rule as Rule) : null;
}

const sizeQuery = (rule: Rule) =>
  queryOptions({
    queryKey: ["segments", "size", rule],
    queryFn: async () => (await read(api.POST("/api/v1/segments/preview", { body: { rule } }))).count,
    retry: false,
  });

/** How many people there are for it: those who fit its start now, or, where only events tell, all. */
export function Audience({ journey }: { journey: JourneyWhole }) {
  const { data: described } = useSuspenseQuery(describedQuery);
  const document = readDocument(journey.draft);
  const rule = document && ruleOfStart(document, described);
  const { data: fitting, isPending } = useQuery({ ...sizeQuery(rule ?? EVERYBODY), enabled: rule !== null });
  const { data: all } = useQuery(sizeQuery(EVERYBODY));
  return (
    <section className={css.part}>
      <h3>
        <Trans>Audience</Trans>
      </h3>
      {all === undefined || (rule && isPending) ? <Skeleton height={20} /> : <Size fitting={fitting} all={all} />}
      {journey.worst_day !== null && <WorstDay pushes={journey.worst_day} />}
    </section>
  );
}

/** The server counts no further. */
const COUNTED = 50;

/** How many pushes one person may get of it in a day. */
function WorstDay({ pushes }: { pushes: number }) {
  if (pushes > COUNTED) {
    return (
      <p>
        <Trans>At worst one person gets more than 50 pushes from it in a day.</Trans>
      </p>
    );
  }
  return (
    <p>
      {pushes === 0 ? (
        <Trans>It sends no push that counts towards the daily limit.</Trans>
      ) : (
        <Plural
          value={pushes}
          one="At worst one person gets one push from it in a day."
          other="At worst one person gets # pushes from it in a day."
        />
      )}
    </p>
  );
}

/** Without `fitting`, only what happens to people decides. */
function Size({ fitting, all }: { fitting: number | undefined; all: number }) {
  return (
    <p>
      {fitting === undefined ? (
        <Plural
          value={all}
          one="One person is known here, and comes in when what the start waits for happens."
          other="# people are known here; each comes in when what the start waits for happens."
        />
      ) : (
        <Plural
          value={fitting}
          one="One person fits the start as things are now, and comes in when it happens."
          other="# people fit the start as things are now; each comes in when it happens."
        />
      )}
    </p>
  );
}

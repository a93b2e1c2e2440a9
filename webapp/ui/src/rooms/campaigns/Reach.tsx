import { Skeleton } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { Problem } from "../../api/problem";
import { Failure } from "../../parts/Failure";
import css from "./Campaigns.module.css";
import type { Draft } from "./kept";
import { sizeQuery, type Chosen } from "./queries";

const PAUSE = 400;

/** How many it would go to now; asked anew when one stops changing. */
export function Reach({ draft }: { draft: Draft }) {
  const { t } = useLingui();
  const { group, segment, language, only_language, target } = draft;
  const chosen: Chosen = { group, segment, language, only_language, target };
  const [asked] = useDebouncedValue(JSON.stringify(chosen), PAUSE);
  const { data, error, isFetching, refetch } = useQuery(sizeQuery(JSON.parse(asked) as Chosen));
  const unfinished = error instanceof Problem && error.status === 422;
  return (
    <section className={css.reach} aria-label={t`How many it reaches`} aria-live="polite" aria-busy={isFetching}>
      {unfinished ? (
        <p className={css.hint}>
          <Trans>Choose for whom it is, to see how many it reaches.</Trans>
        </p>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <>
          <strong className={css.count}>
            <Plural value={data.people} one="# person" other="# people" />
          </strong>
          <span className={css.hint}>
            <Plural value={data.devices} one="on # device, as things are now" other="on # devices, as things are now" />
          </span>
        </>
      ) : (
        <Skeleton h={24} w={200} />
      )}
    </section>
  );
}

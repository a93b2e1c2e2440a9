import { Skeleton } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Failure } from "../../parts/Failure";
import { UseList } from "../../parts/resources/Uses";
import { usesQuery, type Segment } from "./queries";
import css from "./Segments.module.css";

/** The journeys and segments that name it. */
export function UsedIn({ segment }: { segment: Segment }) {
  const { data, error, refetch } = useQuery(usesQuery(segment.id));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton h={48} />;
  if (data.length > 0) return <UseList uses={data} />;
  return (
    <p className={css.hint}>
      <Trans>Nothing uses it yet. A journey's rules can ask whether somebody is in it.</Trans>
    </p>
  );
}

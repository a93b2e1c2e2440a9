import { Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { useView } from "../../list/view";
import { Failure } from "../../parts/Failure";
import { Page } from "../../parts/Page";
import { Beginning } from "./Beginning";
import { reach } from "./figures";
import { Liking } from "./Liking";
import { Moving } from "./Moving";
import { daysQuery, type Days } from "./queries";
import { Reach } from "./Reach";
import { readHomeView, SPANS, USUAL, type HomeView } from "./view";

/** Three questions, and what the workspace answers. */
export function Home() {
  const { t } = useLingui();
  const [view, change] = useView<HomeView>();
  const span = view.days ?? USUAL;
  const { data, error, refetch } = useQuery(daysQuery(span));
  const names: Record<(typeof SPANS)[number], string> = { 7: t`7 days`, 30: t`30 days`, 90: t`90 days` };
  const spans = (
    <Group gap={8}>
      <Text fz={12} c="var(--wm-soft)">
        <Trans>Days of UTC</Trans>
      </Text>
      <SegmentedControl
        aria-label={t`How far back`}
        value={String(span)}
        onChange={(days) => change({ days: readHomeView({ days }).days })}
        data={SPANS.map((each) => ({ value: String(each), label: names[each] }))}
      />
    </Group>
  );
  return (
    <Page title={t`Home`} acts={data && !isEmpty(data) && spans}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data ? <Answers days={data} /> : !error && <Coming />}
    </Page>
  );
}

const isEmpty = ({ people, counts }: Days): boolean => reach(people).total === 0 && Object.keys(counts).length === 0;

function Answers({ days }: { days: Days }) {
  if (isEmpty(days)) return <Beginning />;
  return (
    <>
      <Reach days={days} />
      <Liking days={days} />
      <Moving />
    </>
  );
}

function Coming() {
  return (
    <Stack gap={24}>
      <Skeleton h={32} w={160} />
      <Skeleton h={200} />
      <Skeleton h={200} />
    </Stack>
  );
}

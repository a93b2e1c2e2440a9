import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useCursor } from "../../../list/cursor";
import { useView } from "../../../list/view";
import { Failure } from "../../../parts/Failure";
import { readDocument, type Document } from "../flow/document";
import { Shown } from "../flow/Shown";
import { Drawless } from "../numbers/Drawless";
import { versionQuery } from "../numbers/queries";
import type { JourneyWhole } from "../queries";
import { Stage } from "../Stage";
import type { JourneyView } from "../view";
import { Compared } from "./Compared";
import { Differences } from "./Differences";
import { History } from "./History";
import { differenceQuery, loadVersions, versionsKey, type Difference, type Version, type Which } from "./queries";
import { differenceDress, union } from "./union";

const NONE: Version[] = [];

/** What a journey was and is: its versions, and the difference of any two, on the canvas and in words. */
export function Versions({ journey }: { journey: JourneyWhole }) {
  const { id, live, draft_version: draft } = journey;
  const [view, change] = useView<JourneyView>();
  const { from, to } = compared(view, live !== null);
  const { rows, error, retry, more } = useCursor<Version>({
    key: versionsKey(id), load: (after) => loadVersions(id, after),
  });
  const { data: difference, error: lost } = useQuery(differenceQuery(id, from, to, draft));
  if (error ?? lost) return <Failure error={error ?? lost} retry={retry} />;
  return (
    <>
      <Compared {...{ from, to, versions: rows ?? NONE }} live={live !== null} onPick={change} />
      <Stage aside={<History {...{ journey, versions: rows, more, from, to }} onPick={change} />}>
        <Both {...{ journey, versions: rows ?? NONE, from, to, difference }} />
      </Stage>
      {difference && <Differences difference={difference} />}
    </>
  );
}

/** Which two the address names; else the draft beside what is live. */
function compared({ old, now }: JourneyView, live: boolean): { from: Which; to: Which } {
  return { from: old ?? (live ? "live" : "draft"), to: now ?? "draft" };
}

interface BothProps {
  journey: JourneyWhole;
  versions: readonly Version[];
  from: Which;
  to: Which;
  difference: Difference | undefined;
}

/** Undefined while it is on its way, null where it cannot be drawn. */
function useDocument({ journey, versions }: Pick<BothProps, "journey" | "versions">, which: Which) {
  const drafted = useMemo(() => readDocument(journey.draft), [journey.draft]);
  const asLive = which === "live" ? journey.live?.id : undefined;
  const version = asLive ?? versions.find(({ number }) => String(number) === which)?.id;
  const { data } = useQuery({ ...versionQuery(journey.id, version ?? ""), enabled: version !== undefined });
  return which === "draft" ? drafted : data;
}

function Both({ journey, versions, from, to, difference }: BothProps) {
  const before = useDocument({ journey, versions }, from);
  const after = useDocument({ journey, versions }, to);
  if (before === null || after === null) return <Drawless />;
  if (!before || !after || !difference) return <Skeleton height={480} />;
  return <Drawn key={`${from} ${to}`} before={before} after={after} difference={difference} />;
}

interface DrawnProps {
  before: Document;
  after: Document;
  difference: Difference;
}

function Drawn({ before, after, difference }: DrawnProps) {
  const both = useMemo(() => union(before, after), [before, after]);
  const dress = useMemo(() => differenceDress(both, difference), [both, difference]);
  return <Shown document={both} dress={dress} />;
}

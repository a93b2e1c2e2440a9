import { SegmentedControl } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { oneOf, useView } from "../../list/view";
import { Page } from "../../parts/Page";
import { Outrun } from "../../parts/resources/Bar";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { Editor } from "./Editor";
import { Members } from "./Members";
import { saveSegment, segmentQuery, type Segment as Saved } from "./queries";
import css from "./Segments.module.css";
import { useDraft } from "./useDraft";
import { UsedIn } from "./UsedIn";
import { TABS, type SegmentView, type Tab } from "./view";

const route = getRouteApi("/frame/segments/$segmentId");

export function Segment() {
  const { segmentId } = route.useParams();
  const { data: segment } = useSuspenseQuery(segmentQuery(segmentId));
  return <Opened key={segment.id} segment={segment} />;
}

/** A segment: its rule, the people in it, and what names it. */
function Opened({ segment }: { segment: Saved }) {
  const { t } = useLingui();
  const may = useMay("edit");
  const [{ show = "rule" }, change] = useView<SegmentView>();
  const { id, name } = segment;
  const drafting = useDraft(segment, (draft, version) => saveSegment(id, version, draft));
  const words: Record<Tab, string> = { rule: t`Rule`, members: t`Members`, uses: t`Where it is used` };
  return (
    <Page
      title={name}
      back={{ to: "/segments", label: t`Segments` }}
      acts={<Acts segment={segment} drafting={drafting} may={may} />}
    >
      <Outrun editing={drafting} />
      <div className={css.tabs}>
        <SegmentedControl
          aria-label={t`Show`}
          value={show}
          onChange={(picked) => change({ show: picked === "rule" ? undefined : oneOf(picked, TABS) })}
          data={TABS.map((each) => ({ value: each, label: words[each] }))}
        />
      </div>
      {show === "rule" && (
        <Editor draft={drafting.draft} onDraft={drafting.change} may={may} refused={drafting.refused} />
      )}
      {show === "members" && <Members segment={segment} />}
      {show === "uses" && <UsedIn segment={segment} />}
    </Page>
  );
}

import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { useView } from "../../list/view";
import { Waiting } from "../../list/Waiting";
import { Failure, tellDone } from "../../parts/Failure";
import { Page } from "../../parts/Page";
import { Editor } from "./Editor";
import { createSegment, EVERYBODY, segmentQuery, type Draft } from "./queries";
import { useDraft } from "./useDraft";
import type { NewSegmentView } from "./view";

/** A segment that is not saved yet: empty, or as a copy. */
export function NewSegment() {
  const { t } = useLingui();
  const [{ of = "" }] = useView<NewSegmentView>();
  const { data, error, refetch } = useQuery({ ...segmentQuery(of), enabled: of !== "" });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (of !== "" && !data) return <Waiting columns={1} />;
  const name = data?.name ?? "";
  const first: Draft = data ? { name: t`${name}, copy`, rule: data.rule } : { name: "", rule: EVERYBODY };
  return <Begun key={of} first={first} />;
}

function Begun({ first }: { first: Draft }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { draft, change, refused, saving, save } = useDraft(first, createSegment);
  const create = async (): Promise<void> => {
    const made = await save();
    if (!made) return;
    await navigate({ to: "/segments/$segmentId", params: { segmentId: made.id }, replace: true });
    tellDone(t`The segment is saved.`);
  };
  return (
    <Page
      title={t`New segment`}
      back={{ to: "/segments", label: t`Segments` }}
      acts={
        <Button loading={saving} disabled={draft.name.trim() === ""} onClick={() => void create()}>
          <Trans>Create segment</Trans>
        </Button>
      }
    >
      <Editor draft={draft} onDraft={change} may refused={refused} />
    </Page>
  );
}

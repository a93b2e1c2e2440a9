import { useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { useView } from "../../list/view";
import { Page } from "../../parts/Page";
import { Outrun, Save } from "../../parts/resources/Bar";
import { plain } from "../../parts/resources/document";
import { fieldsOf } from "../../parts/resources/fields";
import res from "../../parts/resources/Resources.module.css";
import { useEditing } from "../../parts/resources/useEditing";
import { useMay } from "../../session/session";
import { Side } from "../pushes/Side";
import { usePreview } from "../pushes/usePreview";
import { Acts } from "./Acts";
import { Form } from "./Form";
import { keptOf, LIBRARY, pushOf, type Draft, type KeptCampaign } from "./kept";
import type { Campaign } from "./queries";
import { Reach } from "./Reach";
import { Send } from "./Send";
import type { ResultsView } from "./view";

/** The form of a campaign on one side, how it looks and how many it reaches on the other. */
export function Editor({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const may = useMay("edit");
  const [view, change] = useView<ResultsView>();
  const editing = useEditing<KeptCampaign, Draft>(keptOf(campaign), LIBRARY);
  const preview = usePreview(pushOf(editing.draft), view);
  const fields = fieldsOf(editing, preview.faults, may);
  return (
    <Page
      title={plain(editing.draft.title) || t`New campaign`}
      back={{ to: "/campaigns", label: t`Campaigns` }}
      acts={
        may && (
          <>
            <Save editing={editing as never} />
            <Send campaign={campaign} editing={editing} />
            <Acts campaign={campaign} gone={() => void navigate({ to: "/campaigns" })} />
          </>
        )
      }
    >
      <Outrun editing={editing} />
      <div className={res.split}>
        <Form fields={fields} draft={editing.draft} known={preview.fields} />
        <div>
          <Reach draft={editing.draft} />
          <Side preview={preview} view={view} onView={change} />
        </div>
      </div>
    </Page>
  );
}

import { useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { Page } from "../../parts/Page";
import { useView } from "../../list/view";
import { useMay } from "../../session/session";
import { Outrun, Save } from "../../parts/resources/Bar";
import res from "../../parts/resources/Resources.module.css";
import { useEditing } from "../../parts/resources/useEditing";
import { Acts } from "./Acts";
import { Form } from "./Form";
import { pushes, type Push, type PushDocument } from "./queries";
import { Side } from "./Side";
import { Test } from "./Test";
import { usePreview } from "./usePreview";
import type { EditorView } from "./view";

/** The form of a push on one side, how it looks on the other. */
export function Editor({ push }: { push: Push }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const may = useMay("edit");
  const [view, change] = useView<EditorView>();
  const editing = useEditing<Push, PushDocument>(push, pushes);
  const preview = usePreview(editing.draft, view);
  return (
    <Page
      title={editing.draft.name || push.name}
      back={{ to: "/pushes", label: t`Pushes` }}
      acts={
        may && (
          <>
            <Save editing={editing as never} />
            <Test push={push.key} preview={preview} />
            <Acts push={push} gone={() => void navigate({ to: "/pushes" })} />
          </>
        )
      }
    >
      <Outrun editing={editing} />
      <div className={res.split}>
        <Form editing={editing} preview={preview} view={view} onView={change} may={may} />
        <Side preview={preview} view={view} onView={change} />
      </div>
    </Page>
  );
}

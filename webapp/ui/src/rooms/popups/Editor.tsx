import { useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { useView } from "../../list/view";
import { Page } from "../../parts/Page";
import { Outrun, Save } from "../../parts/resources/Bar";
import res from "../../parts/resources/Resources.module.css";
import { useEditing } from "../../parts/resources/useEditing";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { Form } from "./Form";
import { popups, type Popup, type PopupDocument } from "./queries";
import { Stage } from "./Stage";
import { usePreview } from "./usePreview";
import type { EditorView } from "./view";

/** The form of a popup on one side, the popup on a page on the other. */
export function Editor({ popup }: { popup: Popup }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const may = useMay("edit");
  const [view, change] = useView<EditorView>();
  const editing = useEditing<Popup, PopupDocument>(popup, popups);
  const preview = usePreview(editing.draft, view);
  return (
    <Page
      title={editing.draft.title || popup.title}
      back={{ to: "/popups", label: t`Popups` }}
      acts={
        may && (
          <>
            <Save editing={editing as never} />
            <Acts popup={popup} gone={() => void navigate({ to: "/popups" })} />
          </>
        )
      }
    >
      <Outrun editing={editing} />
      <div className={res.split}>
        <Form editing={editing} preview={preview} lang={view.lang} onLang={(lang) => change({ lang })} may={may} />
        <Stage content={preview.content} failed={preview.error} view={view} onView={change} />
      </div>
    </Page>
  );
}

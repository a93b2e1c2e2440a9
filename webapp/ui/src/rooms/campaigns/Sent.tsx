import { Trans } from "@lingui/react/macro";

import { fieldsOf } from "../../parts/resources/fields";
import res from "../../parts/resources/Resources.module.css";
import { Side } from "../pushes/Side";
import { usePreview } from "../pushes/usePreview";
import { Form } from "./Form";
import css from "./Campaigns.module.css";
import { keptOf, pushOf } from "./kept";
import type { Campaign } from "./queries";
import type { ResultsView } from "./view";

interface Props {
  campaign: Campaign;
  view: ResultsView;
  onView: (change: { look?: string | undefined; dark?: true | undefined; person?: string | undefined }) => void;
}

const NONE = { faults: {}, set: () => undefined };

/** The settings of a sent campaign, to be read only (C11). */
export function Sent({ campaign, view, onView }: Props) {
  const draft = keptOf(campaign);
  const preview = usePreview(pushOf(draft), view);
  const fields = fieldsOf({ ...NONE, draft } as never, {}, false);
  return (
    <>
      <p className={css.note}>
        <Trans>It was sent like this. Duplicate it to send something like it again.</Trans>
      </p>
      <div className={res.split}>
        <div className={css.read}>
          <Form fields={fields} draft={draft} known={[]} />
        </div>
        <Side preview={preview} view={view} onView={onView} />
      </div>
    </>
  );
}

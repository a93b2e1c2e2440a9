import { SegmentedControl } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Schemas } from "../../api/client";
import { Failure } from "../../parts/Failure";
import { Who } from "../../parts/resources/Who";
import { Browsers } from "./Browsers";
import css from "./Editor.module.css";
import { Look } from "./look/Look";
import { browsersQuery } from "./queries";
import { Reasons } from "./Reasons";
import { Refused } from "./Refused";
import { Size } from "./Size";
import { pickedOf } from "./picked";
import type { Previewing } from "./usePreview";
import { Values } from "./Values";
import type { EditorView } from "./view";

interface Props {
  preview: Previewing;
  view: EditorView;
  onView: (change: { look?: string | undefined; dark?: true | undefined; person?: string | undefined }) => void;
}

/** How it looks in one browser, and what becomes of it in each. */
export function Side({ preview, view, onView }: Props) {
  const { t } = useLingui();
  const { data, error } = useQuery(browsersQuery);
  return (
    <aside className={css.side} aria-label={t`Preview`}>
      <Bar view={view} onView={onView} />
      {error && <Failure error={error} />}
      {data && <Seen table={data} preview={preview} view={view} onView={onView} />}
    </aside>
  );
}

/** For whom, and in which colours. */
function Bar({ view, onView }: Pick<Props, "view" | "onView">) {
  const { t } = useLingui();
  return (
    <div className={css.bar}>
      <Who person={view.person} onPick={(person) => onView({ person })} />
      <SegmentedControl
        aria-label={t`Colours of the preview`}
        value={view.dark ? "dark" : "light"}
        onChange={(scheme) => onView({ dark: scheme === "dark" || undefined })}
        data={[
          { value: "light", label: <IconSun size={16} role="img" aria-label={t`Light`} /> },
          { value: "dark", label: <IconMoon size={16} role="img" aria-label={t`Dark`} /> },
        ]}
      />
    </div>
  );
}

function Seen({ table, preview, view, onView }: Props & { table: Schemas["BrowserList"] }) {
  const { shown, brand } = preview;
  const { browser, look } = pickedOf(table.items, shown, view.look);
  if (!browser) return null;
  const verdicts = look?.verdicts ?? {};
  const content = shown?.content ?? null;
  return (
    <>
      <Look browser={browser} content={content} verdicts={verdicts} dark={view.dark === true} brand={brand} />
      <Refused preview={preview} />
      <Values preview={preview} />
      <Size shown={shown} />
      <h2 className={css.heading}>
        <Trans>What each browser does with it</Trans>
      </h2>
      <Browsers table={table} shown={shown} picked={browser.id} onPick={(id) => onView({ look: id })} />
      {look && <Reasons browser={browser} verdicts={verdicts} />}
    </>
  );
}

import { SegmentedControl } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

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
  const { browser, look } = pickedOf(data?.items, preview.shown, view.look);
  const { shown } = preview;
  if (error) return <Failure error={error} />;
  return (
    <aside className={css.side} aria-label={t`Preview`}>
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
      {browser && (
        <Look
          browser={browser}
          content={shown?.content ?? null}
          verdicts={look?.verdicts ?? {}}
          dark={view.dark === true}
          brand={preview.brand}
        />
      )}
      <Refused preview={preview} />
      <Values preview={preview} />
      <Size shown={shown} />
      {data && (
        <>
          <h2 className={css.heading}>
            <Trans>What each browser does with it</Trans>
          </h2>
          <Browsers table={data} shown={shown} picked={browser?.id} onPick={(id) => onView({ look: id })} />
          {browser && look && <Reasons browser={browser} verdicts={look.verdicts} />}
        </>
      )}
    </aside>
  );
}

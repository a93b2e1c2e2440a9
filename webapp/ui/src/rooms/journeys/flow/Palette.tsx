import { ActionIcon } from "@mantine/core";
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useLingui } from "@lingui/react/macro";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";

import type { Described } from "./description";
import css from "./Flow.module.css";
import { StepList } from "./StepList";

/** With less the canvas needs the room. */
// eslint-disable-next-line lingui/no-unlocalized-strings -- a media query
const ROOMY = "(min-width: 1280px)";
const KEPT = "waymark.palette";

/** All that a journey can be made of: a click or Enter adds it below what is selected, a drag puts it anywhere. */
export function Palette({ described, add }: { described: Described; add: (type: string) => void }) {
  const { t } = useLingui();
  const roomy = useMediaQuery(ROOMY, true, { getInitialValueInEffect: false });
  const [kept, setKept] = useLocalStorage<"narrow" | "wide" | null>({
    key: KEPT, defaultValue: null, getInitialValueInEffect: false,
  });
  const narrow = kept === null ? !roomy : kept === "narrow";
  const Glyph = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <section className={css.palette} aria-label={t`Steps to add`} data-narrow={narrow || undefined}>
      <StepList types={[...described.types.values()]} pick={add} narrow={narrow} drags />
      <ActionIcon
        className={css.fold ?? ""}
        size={32}
        variant="subtle"
        aria-label={narrow ? t`Show the names of the steps` : t`Show glyphs alone`}
        onClick={() => setKept(narrow ? "wide" : "narrow")}
      >
        <Glyph className={css.mirrored ?? ""} size={18} aria-hidden />
      </ActionIcon>
    </section>
  );
}

import { Plural, Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import css from "./Gallery.module.css";
import type { Ready } from "./queries";

/** What is made with a journey where it is not there yet. */
export function Needs({ needs }: { needs: Ready["needs"] }) {
  const { push = [], popup = [], category = [] } = needs;
  const parts: [readonly string[], ReactNode][] = [
    [push, <Plural key="push" value={push.length} one="# push" other="# pushes" />],
    [popup, <Plural key="popup" value={popup.length} one="# popup" other="# popups" />],
    [category, <Plural key="category" value={category.length} one="# category" other="# categories" />],
  ];
  const shown = parts.filter(([keys]) => keys.length > 0);
  return (
    <p className={css.needs}>
      {shown.length === 0 ? (
        <Trans>Needs nothing else</Trans>
      ) : (
        <>
          <Trans>Comes with</Trans>
          {shown.map(([keys, words], index) => (
            <span key={index} title={keys.join(", ")}>
              {words}
            </span>
          ))}
        </>
      )}
    </p>
  );
}

import { Trans } from "@lingui/react/macro";

import css from "./Editor.module.css";
import { fieldWord, reasonWord, systemWord } from "./fieldWords";
import type { Browser } from "./queries";

interface Props {
  browser: Browser;
  verdicts: Record<string, string>;
}

/** In words: what this browser cuts and leaves out of it, and why. */
export function Reasons({ browser, verdicts }: Props) {
  const told = Object.entries(verdicts).filter(([, verdict]) => !["shown", "unused"].includes(verdict));
  const { name } = browser;
  const on = systemWord(browser.system);
  return (
    <div className={css.reasons} role="status">
      <p>
        {told.length === 0 ? (
          <Trans>
            {name} on {on} shows all of it.
          </Trans>
        ) : (
          <Trans>
            In {name} on {on}:
          </Trans>
        )}
      </p>
      <ul>
        {told.map(([field, verdict]) => (
          <li key={field}>
            <One field={field} verdict={verdict} browser={browser} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function One({ field, verdict, browser }: { field: string; verdict: string; browser: Browser }) {
  const word = fieldWord(field);
  const reason = reasonWord(browser.reasons[field] ?? "");
  if (verdict === "cut") return <Cut field={field} browser={browser} />;
  if (verdict === "varies")
    return (
      <Trans>
        {word}: {reason}.
      </Trans>
    );
  return (
    <Trans>
      {word}: ignored; {reason}.
    </Trans>
  );
}

function Cut({ field, browser }: { field: string; browser: Browser }) {
  const word = fieldWord(field);
  const most = field === "title" ? browser.title : browser.message;
  const { buttons } = browser;
  if (field === "actions")
    return (
      <Trans>
        {word}: the first {buttons} are drawn.
      </Trans>
    );
  return (
    <Trans>
      {word}: cut after about {most} characters.
    </Trans>
  );
}

import { UnstyledButton } from "@mantine/core";
import { Trans } from "@lingui/react/macro";

import type { Schemas } from "../../api/client";
import css from "./Editor.module.css";
import { FIELDS, fieldWord, systemWord, VERDICTS, verdictWord } from "./fieldWords";
import type { Browser, Preview } from "./queries";

interface Props {
  table: Schemas["BrowserList"];
  shown: Preview | undefined;
  picked: string | undefined;
  onPick: (id: string) => void;
}

/** A row for each browser, a sign for each field; a click looks through that browser's eyes. */
export function Browsers({ table, shown, picked, onPick }: Props) {
  const verdicts = new Map(shown?.looks.map((look) => [look.browser, look.verdicts]));
  return (
    <div className={css.scroll}>
      <table className={css.browsers}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Browser</Trans>
            </th>
            {table.fields.map((field) => (
              <Field key={field} name={field} />
            ))}
          </tr>
        </thead>
        <tbody>
          {table.items.map((browser) => (
            <tr key={browser.id} data-picked={browser.id === picked || undefined}>
              <Name browser={browser} picked={browser.id === picked} onPick={onPick} />
              {table.fields.map((field) => (
                <Verdict key={field} name={verdicts.get(browser.id)?.[field]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Field({ name }: { name: string }) {
  const Glyph = FIELDS[name]?.glyph;
  const word = fieldWord(name);
  return (
    <th scope="col" title={word}>
      {Glyph ? <Glyph size={16} role="img" aria-label={word} /> : word}
    </th>
  );
}

interface NameProps {
  browser: Browser;
  picked: boolean;
  onPick: Props["onPick"];
}

function Name({ browser: { id, name, system }, picked, onPick }: NameProps) {
  const on = systemWord(system);
  return (
    <th scope="row">
      <UnstyledButton
        className={css.pick}
        aria-pressed={picked}
        onClick={() => onPick(id)}
      >
        {name} <span className={css.on}>{on}</span>
      </UnstyledButton>
    </th>
  );
}

function Verdict({ name }: { name: string | undefined }) {
  const verdict = name === undefined ? undefined : VERDICTS[name];
  if (!verdict || name === undefined) return <td />;
  const { glyph: Glyph, tone } = verdict;
  const word = verdictWord(name);
  return (
    <td title={word}>
      <Glyph size={16} role="img" aria-label={word} data-verdict={name} style={{ color: `var(--wm-${tone})` }} />
    </td>
  );
}

import { useLingui } from "@lingui/react/macro";

import { DRAGGED } from "./Canvas";
import type { Described, NodeType } from "./description";
import css from "./Flow.module.css";
import { groupWord, look, ORDER } from "./groups";

function grouped(types: Iterable<NodeType>): [string, NodeType[]][] {
  const by = new Map<string, NodeType[]>();
  for (const each of types) by.set(each.group, [...(by.get(each.group) ?? []), each]);
  const place = (group: string): number => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
  return [...by].toSorted(([one], [other]) => place(one) - place(other));
}

/** All that a journey can be made of: a click or Enter adds it below what is selected, a drag puts it anywhere. */
export function Palette({ described, add }: { described: Described; add: (type: string) => void }) {
  const { t } = useLingui();
  return (
    <section className={css.palette} aria-label={t`Steps to add`}>
      {grouped(described.types.values()).map(([group, types]) => {
        const { glyph: Glyph, tone } = look(group);
        const style = { "--tone": `var(--wm-${tone})`, "--wash": `var(--wm-${tone}-wash)` };
        return (
          <div key={group}>
            <h2>{groupWord(group)}</h2>
            {types.map(({ type, title, help }) => (
              <button
                key={type}
                type="button"
                className={css.kind}
                title={help}
                style={style}
                draggable
                onDragStart={(event) => event.dataTransfer.setData(DRAGGED, type)}
                onClick={() => add(type)}
              >
                <span className={css.glyph}>
                  <Glyph size={16} aria-hidden />
                </span>
                {title}
              </button>
            ))}
          </div>
        );
      })}
    </section>
  );
}

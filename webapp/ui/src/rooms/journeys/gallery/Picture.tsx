import type { Described } from "../flow/description";
import type { Document } from "../flow/document";
import { look } from "../flow/groups";
import { CARD } from "../flow/layout";
import css from "./Gallery.module.css";
import { sketch } from "./sketch";

interface Props {
  document: Document;
  described: Described;
}

/** The shape of a journey: its steps in the colours of their groups, and what leads where. */
export function Picture({ document, described }: Props) {
  const { box, steps, lines } = sketch(document);
  return (
    <svg className={css.picture} viewBox={box} aria-hidden>
      {lines.map((path) => (
        <path key={path} d={path} />
      ))}
      {steps.map(({ id, type, x, y }) => {
        const { glyph: Glyph, tone } = look(described.types.get(type)?.group ?? "");
        const style = { "--tone": `var(--wm-${tone})`, "--wash": `var(--wm-${tone}-wash)` };
        return (
          <g key={id} style={style}>
            <rect x={x} y={y} width={CARD.width} height={CARD.height} rx={16} />
            <Glyph x={x + CARD.width / 2 - 28} y={y + CARD.height / 2 - 28} width={56} height={56} stroke={1.75} />
          </g>
        );
      })}
    </svg>
  );
}

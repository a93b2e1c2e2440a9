import { encode } from "uqr";

import css from "./Settings.module.css";

interface Props {
  text: string;
  label: string;
}

/** A text that a camera reads. Dark on light in either scheme, with its quiet zone: not every reader takes another. */
export function QrCode({ text, label }: Props) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [dot(x, y)] : [])));
  return (
    <svg className={css.qr} viewBox={[0, 0, size, size].join(" ")} role="img" aria-label={label}>
      <path d={dots.join("")} shapeRendering="crispEdges" />
    </svg>
  );
}

const dot = (x: number, y: number): string => ["M", x, " ", y, "h1v1h-1z"].join("");

import { useLingui } from "@lingui/react";

const UNITS = [
  ["second", 1],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
] as const;

/** How long something lasts: "4 minutes". */
export function Age({ seconds }: { seconds: number }) {
  const { i18n } = useLingui();
  const [unit, length] = UNITS.findLast(([, size]) => seconds >= size) ?? UNITS[0];
  const format = new Intl.NumberFormat(i18n.locale, { style: "unit", unit, unitDisplay: "long" });
  return <>{format.format(Math.floor(seconds / length))}</>;
}

/** Home in the address: `?days=`. */
import type { View } from "../../list/view";

export const SPANS = [7, 30, 90] as const;
export type Span = (typeof SPANS)[number];
export const USUAL: Span = 30;

export interface HomeView extends View {
  /** How many days are looked at; 30 where it says nothing. */
  days?: Span;
}

export function readHomeView({ days }: Record<string, unknown>): HomeView {
  const span = SPANS.find((each) => each === Number(days));
  return span === undefined || span === USUAL ? {} : { days: span };
}

/** The room's addresses: the list's `?q=&sort=`, a segment's `?show=members&sort=`, a new one's `?of=` (a copy). */
import { oneOf, readView, tidy, type View } from "../../list/view";

export const TABS = ["rule", "members", "uses"] as const;
export type Tab = (typeof TABS)[number];

export interface SegmentView extends View {
  /** The rule where it says nothing. */
  show?: Tab;
}

export function readSegmentView(search: Record<string, unknown>): SegmentView {
  const { sort } = readView(search);
  return tidy({ show: oneOf(search.show, TABS), sort });
}

export interface NewSegmentView extends View {
  /** The segment that it begins as a copy of. */
  of?: string;
}

export function readNewSegmentView({ of }: Record<string, unknown>): NewSegmentView {
  return typeof of === "string" ? { of: of.slice(0, 100) } : {};
}

export const readSegmentsView = readView;

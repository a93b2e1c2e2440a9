/** The view in the address: `?show=&kind=&q=&person=&open=`. */
import { oneOf, readView, tidy, type View } from "../../list/view";

/** As the API calls them; `engine` is what Waymark itself tells. */
export const KINDS = [
  "track", "identify", "page", "screen", "group", "alias", "visitor", "device", "preferences", "engine",
] as const;
export type Kind = (typeof KINDS)[number];
export const SHOWS = ["accepted", "refused"] as const;
export type Show = (typeof SHOWS)[number];

export interface LiveView extends View {
  show?: Show;
  kind?: Kind;
  /** A user id, whole. */
  person?: string;
  /** The row that is open. */
  open?: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, 200) : undefined;

export function readLiveView(search: Record<string, unknown>): LiveView {
  const [show, kind] = [oneOf(search.show, SHOWS), oneOf(search.kind, KINDS)];
  return tidy({ q: readView(search).q, show, kind, person: text(search.person), open: text(search.open) });
}

/** The room's addresses: the list's `?q=&sort=&template=`, an editor's `?lang=&phone=&dark=`. */
import { holds } from "../../list/columns";
import { oneOf, readView, tidy, type View } from "../../list/view";
import type { Popup, Template } from "./queries";

export const TEMPLATES = ["simple", "categories", "modal", "corner", "ios_guide"] as const satisfies Template[];

export interface PopupsView extends View {
  template?: Template;
}

export function readPopupsView(search: Record<string, unknown>): PopupsView {
  return tidy({ ...readView(search), template: oneOf(search.template, TEMPLATES) });
}

/** Whether the view shows this popup: by its title, its key, or its kind. */
export function shows({ q, template }: PopupsView, popup: Pick<Popup, "title" | "key" | "template">): boolean {
  return (template === undefined || popup.template === template) && holds(`${popup.title} ${popup.key}`, q);
}

export interface EditorView extends View {
  lang?: string;
  phone?: boolean;
  dark?: boolean;
}

export function readEditorView(search: Record<string, unknown>): EditorView {
  const lang = typeof search.lang === "string" ? search.lang.slice(0, 40) : undefined;
  return tidy({ lang, phone: search.phone === true || undefined, dark: search.dark === true || undefined });
}

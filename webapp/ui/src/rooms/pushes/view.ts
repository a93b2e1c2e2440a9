/** The room's addresses: the list's `?q=&sort=&category=`, an editor's `?lang=&look=&dark=&person=`. */
import { holds } from "../../list/columns";
import { readView, tidy, type View } from "../../list/view";
import type { Push } from "./queries";

const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value.slice(0, 100) : undefined;

export interface PushesView extends View {
  /** Those of one category; without it all. */
  category?: string;
}

export function readPushesView(search: Record<string, unknown>): PushesView {
  return tidy({ ...readView(search), category: text(search.category) });
}

/** Whether the view shows this push: by its name, its key, or what it says. */
export function shows({ q, category }: PushesView, push: Pick<Push, "name" | "key" | "title" | "category">): boolean {
  const wanted = category === undefined || push.category === category;
  return wanted && holds(`${push.name} ${push.key} ${push.title}`, q);
}

export interface EditorView extends View {
  /** The language that is written; without it the workspace's. */
  lang?: string;
  /** The browser that the preview looks like. */
  look?: string;
  dark?: boolean;
  /** The person it is rendered for. */
  person?: string;
}

export function readEditorView(search: Record<string, unknown>): EditorView {
  const { lang, look, dark, person } = search;
  return tidy({ lang: text(lang), look: text(look), dark: dark === true || undefined, person: text(person) });
}

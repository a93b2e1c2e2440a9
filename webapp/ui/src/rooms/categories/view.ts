/** The list in the address: `?q=&sort=`; an editor's `?lang=`. */
import { holds } from "../../list/columns";
import { readView, tidy, type View } from "../../list/view";
import type { Category } from "../../parts/resources/queries";

export const readCategoriesView = (search: Record<string, unknown>): View => readView(search);

/** Whether the words find this category: by its name or its key. */
export const shows = ({ q }: View, { name, key }: Pick<Category, "name" | "key">): boolean =>
  holds(`${name} ${key}`, q);

export interface EditorView extends View {
  lang?: string;
}

export function readEditorView({ lang }: Record<string, unknown>): EditorView {
  return tidy({ lang: typeof lang === "string" ? lang.slice(0, 40) : undefined });
}

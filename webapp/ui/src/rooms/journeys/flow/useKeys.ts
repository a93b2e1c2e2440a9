/** Select all, undo, redo, copy, cut and paste by the keys everybody knows; not while somebody writes in a field. */
import { useEffect } from "react";

import { readDocument } from "./document";
import { copied, type Act, type Editing } from "./edit";

// eslint-disable-next-line lingui/no-unlocalized-strings -- a selector
const FIELDS = "input, textarea, select, [role=dialog]";
export const isWriting = ({ target }: globalThis.Event): boolean =>
  target instanceof Element && target.closest(FIELDS) !== null;

// eslint-disable-next-line lingui/no-unlocalized-strings -- a media type
const TEXT = "text/plain";

function wanted({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent, { now }: Editing): Act | null {
  if (!ctrlKey && !metaKey) return null;
  switch (key.toLowerCase()) {
    case "a":
      return { do: "select", ids: now.nodes.map(({ id }) => id) };
    case "y":
      return { do: "redo" };
    case "z":
      return { do: shiftKey ? "redo" : "undo" };
    default:
      return null;
  }
}

function fragment(text: string): ReturnType<typeof copied> | null {
  try {
    return readDocument(JSON.parse(text));
  } catch {
    return null;
  }
}

export function useKeys(editing: Editing, act: (act: Act) => void, may: boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const step = may && !isWriting(event) && wanted(event, editing);
      if (!step) return;
      event.preventDefault();
      act(step);
    };
    const copy = (event: ClipboardEvent): boolean => {
      const chosen = (getSelection()?.toString() ?? "") !== "";
      if (isWriting(event) || chosen || editing.selected.length === 0) return false;
      event.preventDefault();
      event.clipboardData?.setData(TEXT, JSON.stringify(copied(editing)));
      return true;
    };
    const cut = (event: ClipboardEvent): void => {
      if (may && copy(event)) act({ do: "remove", nodes: editing.selected, edges: [] });
    };
    const paste = (event: ClipboardEvent): void => {
      const found = may && !isWriting(event) && fragment(event.clipboardData?.getData(TEXT) ?? "");
      if (found) act({ do: "paste", fragment: found });
    };
    addEventListener("keydown", press);
    addEventListener("copy", copy);
    addEventListener("cut", cut);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener("copy", copy);
      removeEventListener("cut", cut);
      removeEventListener("paste", paste);
    };
  }, [editing, act, may]);
}

/** Undo, redo, copy and paste by the keys everybody knows; not while somebody writes in a field. */
import { useEffect } from "react";

import { readDocument } from "./document";
import { copied, type Act, type Editing } from "./edit";

// eslint-disable-next-line lingui/no-unlocalized-strings -- a selector
const FIELDS = "input, textarea, select, [role=dialog]";
const isWriting = ({ target }: globalThis.Event): boolean =>
  target instanceof Element && target.closest(FIELDS) !== null;

// eslint-disable-next-line lingui/no-unlocalized-strings -- a media type
const TEXT = "text/plain";

function wanted({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): "undo" | "redo" | null {
  if (!ctrlKey && !metaKey) return null;
  const letter = key.toLowerCase();
  if (letter === "y") return "redo";
  return letter === "z" ? (shiftKey ? "redo" : "undo") : null;
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
      const step = may && !isWriting(event) && wanted(event);
      if (!step) return;
      event.preventDefault();
      act({ do: step });
    };
    const copy = (event: ClipboardEvent): void => {
      const chosen = (getSelection()?.toString() ?? "") !== "";
      if (isWriting(event) || chosen || editing.selected.length === 0) return;
      event.preventDefault();
      event.clipboardData?.setData(TEXT, JSON.stringify(copied(editing)));
    };
    const paste = (event: ClipboardEvent): void => {
      const found = may && !isWriting(event) && fragment(event.clipboardData?.getData(TEXT) ?? "");
      if (found) act({ do: "paste", fragment: found });
    };
    addEventListener("keydown", press);
    addEventListener("copy", copy);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener("copy", copy);
      removeEventListener("paste", paste);
    };
  }, [editing, act, may]);
}

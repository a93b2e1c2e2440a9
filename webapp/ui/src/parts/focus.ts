/** Where the keyboard goes on when a dialog that was mounted open is closed. */
import { useEffect, useState } from "react";

// eslint-disable-next-line lingui/no-unlocalized-strings -- a selector
const MENU = "[role=menu]";

/** Remember who has the focus, of a menu its button; answers how to give it back, if nobody else has taken it. */
function held(): () => void {
  const at = document.activeElement;
  const menu = at?.closest(MENU);
  const owner = menu ? document.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`) : at;
  return () => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    const there = owner instanceof HTMLElement && owner.isConnected && owner !== document.body;
    if (lost) (there ? owner : document.getElementById("main"))?.focus({ preventScroll: true });
  };
}

/** In a dialog that comes and goes as a whole: Mantine gives the focus back only where `opened` changes. */
export function useFocusBack(): void {
  const [back] = useState(held);
  // After whatever the answer has set going: a menu that closes, a page that changes.
  useEffect(() => () => void setTimeout(back), [back]);
}

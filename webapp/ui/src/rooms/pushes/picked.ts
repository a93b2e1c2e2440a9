/** The browser that is looked at, and what becomes of the push there. */
import type { Schemas } from "../../api/client";
import type { Browser, Preview } from "./queries";

export interface Picked {
  browser: Browser | undefined;
  look: Schemas["LookItem"] | undefined;
}

export function pickedOf(all: readonly Browser[] = [], shown: Preview | undefined, id: string | undefined): Picked {
  const browser = all.find((each) => each.id === id) ?? all[0];
  return { browser, look: shown?.looks.find((each) => each.browser === browser?.id) };
}

import { useHotkeys } from "@mantine/hooks";
import { lazy, Suspense, useSyncExternalStore } from "react";

import { finder, openFinder } from "./finding";

const Spotlight = lazy(async () => ({ default: (await import("./Spotlight")).Search }));

/** Ctrl K, from everywhere but a field of text with a use of its own for it. */
export function Finder() {
  const wanted = useSyncExternalStore(finder.subscribe, finder.wanted);
  useHotkeys([["mod+k", openFinder]], []);
  return wanted && <Suspense>{<Spotlight />}</Suspense>;
}

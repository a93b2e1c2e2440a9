/** A room's page, loaded when somebody comes: its code, its words, and the words and styles that only rooms need. */
import { lazyRouteComponent } from "@tanstack/react-router";

import { learn } from "../words";

export function lazy<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  room: string,
  load: () => Promise<Module>,
  name: Name,
  /** Parts with words of their own, and rooms of which parts are used. */
  parts: readonly (`parts/${string}` | `rooms/${string}`)[] = [],
): ReturnType<typeof lazyRouteComponent<Module, Name>> {
  const ours = `rooms/${room}` as const;
  // eslint-disable-next-line lingui/no-unlocalized-strings -- the name of a folder
  const shared = "parts/room";
  const all = async (): Promise<Module> => {
    const [module] = await Promise.all([
      load(),
      import("../theme/rest"),
      ...[ours, shared, ...parts].map((each) => learn(each as typeof ours)),
    ]);
    return module;
  };
  return lazyRouteComponent(all as never, name);
}

/** A room's page, loaded when somebody comes: its code, its words, and the styles that only rooms need. */
import { lazyRouteComponent } from "@tanstack/react-router";

import { learn } from "../words";

/** `rooms`: whose words it speaks; the folder of its own, and of what it shares with others. */
export function lazy<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  rooms: string | readonly string[],
  load: () => Promise<Module>,
  name: Name,
): ReturnType<typeof lazyRouteComponent<Module, Name>> {
  const all = async (): Promise<Module> => {
    const [module] = await Promise.all([load(), import("../theme/rest"), ...[rooms].flat().map(learn)]);
    return module;
  };
  return lazyRouteComponent(all as never, name);
}

/** A room's page, loaded when somebody comes: its code, its words, and the styles that only rooms need. */
import { lazyRouteComponent } from "@tanstack/react-router";

import { learn } from "../words";

export function lazy<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  room: string,
  load: () => Promise<Module>,
  name: Name,
): ReturnType<typeof lazyRouteComponent<Module, Name>> {
  const words = `rooms/${room}` as const;
  const all = async (): Promise<Module> => {
    const [module] = await Promise.all([load(), learn(words), import("../theme/rest")]);
    return module;
  };
  return lazyRouteComponent(all as never, name);
}

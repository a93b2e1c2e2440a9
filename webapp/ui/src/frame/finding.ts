/** The search is loaded when it is first opened; this remembers that somebody wants it. */

let wanted = false;
const listeners = new Set<() => void>();

export const finder = {
  wanted: (): boolean => wanted,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function openFinder(): void {
  wanted = true;
  listeners.forEach((listener) => listener());
  void import("./Spotlight").then(({ spotlight }) => spotlight.open());
}

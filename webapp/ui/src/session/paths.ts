/** Where to go after the log-in: a page of the console, never another site. */

const BASE = "/console";

/** A path inside the console, as the router writes it (without its base); "/" for anything else. */
export function safePath(to: string | undefined): string {
  if (to === undefined) return "/";
  const url = URL.parse(BASE + to, location.origin);
  const inside = to.startsWith("/") && url?.origin === location.origin && url.pathname.startsWith(`${BASE}/`);
  return inside ? url.pathname.slice(BASE.length) + url.search + url.hash : "/";
}

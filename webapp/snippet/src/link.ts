/** Which link a notification may open: http(s), on the site's own origin or one the sender lists. */

/** The absolute address, or null when it may not be opened. `base` resolves relative links. */
export function safeLink(link: unknown, base: string, origins: readonly string[]): string | null {
  if (typeof link !== "string" || link === "") return null;
  try {
    const url = new URL(link, base);
    const web = url.protocol === "https:" || url.protocol === "http:";
    const known = url.origin === new URL(base).origin || origins.includes(url.origin);
    return web && known ? url.href : null;
  } catch {
    return null;
  }
}

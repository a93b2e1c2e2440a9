/** Pictures whose addresses others have written. */
import { element } from "./element";

/** An address of a picture: http(s) only; relative ones come from Waymark's own host. */
export function pictureAt(address: string | null, host: string): HTMLImageElement | null {
  if (!address || !URL.canParse(address, host)) return null;
  const { protocol, href } = new URL(address, host);
  if (!/^https?:$/.test(protocol)) return null;
  return element("img", { src: href, alt: "", decoding: "async", referrerpolicy: "no-referrer" });
}

/** Addresses that others have written, and pictures from there. */
import { element } from "./element";

/** The absolute address, if it is of the web; what is relative is taken from `base`. */
export function webAddress(address: string | null, base: string | URL): string | null {
  try {
    const { protocol, href } = new URL(address ?? "", base);
    return address && /^https?:$/.test(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** An address of a picture: http(s) only; relative ones come from Waymark's own host. */
export function pictureAt(address: string | null, host: string): HTMLImageElement | null {
  const src = webAddress(address, host);
  return src ? element("img", { src, alt: "", decoding: "async", referrerpolicy: "no-referrer" }) : null;
}

/** Code that is loaded when it is needed: most pages never show a popup, nor open the bell. */
import { scriptUrl } from "./trusted";

type Handing = HTMLScriptElement & { waymark?: unknown };
/** Loads what the built file `NAME.js` hands over; `hash` is that of the file, put in by the build. */
export type Load = <T>(name: string, hash: string) => Promise<T>;

/** Hands over what a file has to give, on the very element that loaded it: the page gets no further global. */
export function hand(given: unknown): void {
  const script = document.currentScript as Handing | null;
  if (script) script.waymark = given;
}

/** Loads files from beside `script`, or from `host` where the page's script is not known. */
export function loader(script: HTMLScriptElement | null, host: string): Load {
  const loading = new Map<string, Promise<unknown>>();
  return <T>(name: string, hash: string) => {
    const begun =
      loading.get(name) ??
      load(new URL(`${name}.js`, script?.src ?? `${host}/s/`), hash, script).catch((fault: unknown) => {
        loading.delete(name);
        throw fault;
      });
    loading.set(name, begun);
    return begun as Promise<T>;
  };
}

function load(url: URL, hash: string, script: HTMLScriptElement | null): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const element: Handing = document.createElement("script");
    element.nonce = script?.nonce ?? "";
    element.async = true;
    // Who has pinned this script has pinned what it loads: the browser refuses anything else (A46).
    if (script?.integrity) {
      element.integrity = hash;
      element.crossOrigin = "anonymous";
    }
    const ended = (): void => {
      element.remove();
      if (element.waymark) resolve(element.waymark);
      else reject(new Error(`${url.pathname.replace(/.*\/|\.js$/g, "")}_not_loaded`));
    };
    element.addEventListener("load", ended);
    element.addEventListener("error", ended);
    // The mark makes browsers fetch it anew when it has changed.
    element.src = scriptUrl(`${url.href}?${hash.slice(7, 17)}`);
    document.head.append(element);
  });
}

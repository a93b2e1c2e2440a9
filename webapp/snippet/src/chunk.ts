/** The popup's code, loaded once a popup is to be shown: most pages never need it. */
import type { Show } from "./offer";
import { scriptUrl } from "./trusted";

export type Handing = HTMLScriptElement & { waymark?: Show };

/** Loads `popups.js` from beside `script`, or from `host` where the page's script is not known. */
export function loader(script: HTMLScriptElement | null, host: string): () => Promise<Show> {
  const url = new URL("popups.js", script?.src ?? `${host}/s/`).href;
  let loading: Promise<Show> | null = null;
  return () => {
    loading ??= load(`${url}?${__POPUPS__}`, script?.nonce ?? "").catch((fault: unknown) => {
      loading = null;
      throw fault;
    });
    return loading;
  };
}

function load(url: string, nonce: string): Promise<Show> {
  return new Promise((resolve, reject) => {
    const element: Handing = document.createElement("script");
    element.nonce = nonce;
    element.async = true;
    const ended = (): void => {
      element.remove();
      // Handed over on the element itself: the page gets no further global.
      if (element.waymark) resolve(element.waymark);
      else reject(new Error("popups_not_loaded"));
    };
    element.addEventListener("load", ended);
    element.addEventListener("error", ended);
    element.src = scriptUrl(url);
    document.head.append(element);
  });
}

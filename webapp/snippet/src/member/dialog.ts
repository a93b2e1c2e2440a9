/** What the widgets stand in: a modal dialog in a shadow root of its own, one at a time. */
import { element, sign } from "../popup/element";
import { pictureAt } from "../popup/picture";
import { dressed } from "../popup/sheet";
import type { Failure } from "./ask";
import { styleOf } from "./style";
import type { Ground } from "./widgets";
import type { Words } from "./words";

/** What stands in it. */
export interface View {
  title: string;
  /** Stands beside the title. */
  tool?: Node;
  /** Its content; a Failure is shown in its place, and a way to try again. */
  fill(): Promise<Node[]>;
  /** It is no longer shown. */
  end?(): void;
}

/** By then the way out has been seen, or the browser shows none. */
const LEFT = 140;
const SAID = 6000;
const BELL = ["M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10", "M10 20a2.2 2.2 0 0 0 4 0"];
const CLOUD = ["M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 10.500a3.800 3.800 0 0 1-.5 7.500z", "M4 4l16 16"];
const DOOR = ["M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4", "M4 12h11M11 8l4 4-4 4"];

export const bellSign = (...more: string[]): SVGElement => sign(...BELL, ...more);

export function button(kind: string, label: string, click: () => void, ...inside: Node[]): HTMLButtonElement {
  const made = element("button", { type: "button", class: kind, ...(inside.length && { "aria-label": label }) });
  made.append(...(inside.length ? inside : [label]));
  made.addEventListener("click", click);
  return made;
}

/** A sign, what it means, what can be done. */
export const stateOf = (picture: SVGElement, title: string, hint: string, ...more: Node[]): HTMLElement =>
  element(
    "div",
    { class: "state" },
    element("div", { class: "tile" }, picture),
    element("h3", {}, title),
    element("p", {}, hint),
    ...more,
  );

function waiting(words: Words): Node[] {
  const line = (): HTMLElement => element("div", { class: "wait", "aria-hidden": "true" }, element("i"), element("i"));
  return [element("p", { class: "hidden", role: "status" }, words.loading), line(), line(), line()];
}

function failedWith(fault: unknown, words: Words, again: () => void): HTMLElement {
  const out = (fault as Partial<Failure>).kind === "signed_out";
  const [picture, title, hint] = out
    ? [DOOR, words.signed_out, words.signed_out_hint]
    : [CLOUD, words.offline, words.offline_hint];
  const made = stateOf(sign(...picture), title, hint, button("main", words.again, again));
  made.setAttribute("role", "alert");
  return made;
}

export function createDialog({ around, brand, language, dir, words, failed }: Ground) {
  let open: { show(view: View): void; leave(): void } | null = null;
  /** The view that is shown, and before it those that lead back. */
  let views: View[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const said = element("p", { class: "said", role: "status" });

  const say = (text: string, bad = false): void => {
    clearTimeout(timer);
    said.className = bad ? "said bad" : "said";
    said.textContent = text;
    timer = setTimeout(() => {
      said.textContent = "";
    }, SAID);
  };

  /** The workspace's icon and name, once they are known. */
  const branded = (shadow: ShadowRoot): HTMLElement => {
    const label = element("p", { class: "brand" }, location.hostname);
    dressed(shadow, styleOf(null));
    void brand().then((known) => {
      if (!known) return;
      dressed(shadow, styleOf(known.color));
      const icon = pictureAt(known.icon, around.host);
      icon?.addEventListener("error", () => {
        icon.remove();
      });
      label.replaceChildren(...(icon ? [icon] : []), known.name ?? location.hostname);
    });
    return label;
  };

  const build = (): NonNullable<typeof open> => {
    const root = element("waymark-panel" as "div", { lang: language, dir });
    const shadow = root.attachShadow({ mode: "open" });
    const label = branded(shadow);
    const title = element("h2", { id: "title", tabindex: "-1" });
    const head = element("header");
    const place = element("div", { class: "body" });
    const dialog = element("dialog", { "aria-labelledby": "title", dir }, head, place, said);
    shadow.append(dialog);

    const fill = (view: View): void => {
      place.replaceChildren(...waiting(words));
      place.setAttribute("aria-busy", "true");
      const put = (...nodes: Node[]): void => {
        if (views.at(-1) !== view) return;
        place.removeAttribute("aria-busy");
        place.replaceChildren(...nodes);
      };
      const again = (): void => {
        title.focus();
        fill(view);
      };
      view.fill().then(
        (nodes) => {
          put(...nodes);
        },
        (fault: unknown) => {
          failed(fault);
          put(failedWith(fault, words, again));
        },
      );
    };
    const show = (view: View): void => {
      const back = (): void => {
        views.pop()?.end?.();
        const last = views.at(-1);
        if (last) show(last);
      };
      said.textContent = "";
      title.textContent = view.title;
      head.replaceChildren(
        ...(views.length > 1 ? [button("icon back flip", words.back, back, sign("M15 5l-7 7 7 7"))] : []),
        element("div", { class: "names" }, label, title),
        ...(view.tool ? [view.tool] : []),
        button("icon", words.close, leave, sign("M6 6l12 12M18 6 6 18")),
      );
      fill(view);
      title.focus();
    };
    const leave = (): void => {
      if (open?.show !== show) return;
      open = null;
      end();
      dialog.classList.add("leaving");
      setTimeout(() => {
        // It gives the focus back to where it was.
        dialog.close();
        root.remove();
      }, LEFT);
    };
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      leave();
    });
    dialog.addEventListener("close", leave);
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog) leave();
    });
    document.documentElement.insertBefore(root, document.body);
    dialog.showModal();
    return { show, leave };
  };
  const end = (): void => {
    for (const view of views) view.end?.();
    views = [];
  };

  return {
    /** What the work gives, said to be `done`; null where it failed, and she is told so. */
    async tried<T>(work: Promise<T>, done = ""): Promise<T | null> {
      try {
        const given = await work;
        if (done) say(done);
        return given;
      } catch (fault) {
        failed(fault);
        const enough = fault instanceof Error && fault.message === "rate_limited";
        say(enough ? words.test_enough : words.not_done, true);
        return null;
      }
    },
    /** Shows the view, alone. */
    open(view: View): void {
      end();
      views = [view];
      open ??= build();
      open.show(view);
    },
    /** Shows a further view, from which a way leads back. */
    go(view: View): void {
      views.at(-1)?.end?.();
      views.push(view);
      open?.show(view);
    },
    close: (): void => {
      open?.leave();
    },
  };
}

export type Dialog = ReturnType<typeof createDialog>;

/** A popup on the page: a card in a shadow root of its own, not modal, reached by Tab, left by Escape. */
import type { Answer, Ask, Content } from "../offer";
import { element, sign } from "./element";
import { closeIn, directionOf } from "./language";
import { pictureAt } from "./picture";
import { dressed } from "./sheet";
import { styleOf } from "./style";
import type { Parts } from "./template";
import { templateOf } from "./templates";

const TITLE = "title";
const TEXT = "text";
/** By then the way out has been seen, or the browser shows none. */
const LEFT = 200;
const BELL = ["M6 10a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10", "M10 20a2.2 2.2 0 0 0 4 0"];
const FIELDS = "input,textarea,select,[contenteditable]";
const CROSS = "M6 6l12 12M18 6 6 18";

/** The popup's own picture, else the workspace's icon, else a bell; what does not load gives way. */
function pictureOf({ image, brand }: Content, host: string): HTMLElement {
  const frame = element("div", { class: "picture" });
  const bell = (): void => {
    frame.className = "picture sign";
    frame.replaceChildren(sign(...BELL));
  };
  const show = (name: string, address: string | null, otherwise: () => void): void => {
    const picture = pictureAt(address, host);
    if (!picture) {
      otherwise();
      return;
    }
    frame.className = name;
    picture.addEventListener("error", otherwise);
    frame.replaceChildren(picture);
  };
  show("picture own", image, () => {
    show("picture", brand.icon, bell);
  });
  return frame;
}

function brandOf({ image, brand }: Content, host: string): HTMLElement {
  // The icon stands large where the popup has no picture of its own.
  const logo = image ? pictureAt(brand.icon, host) : null;
  logo?.addEventListener("error", () => {
    logo.remove();
  });
  return element("div", { class: "brand" }, logo, brand.name ?? location.hostname);
}

function partsOf(content: Content, host: string, answer: (given: Answer) => void): Parts {
  const button = (name: Answer, label: string | null, otherwise: string): HTMLElement => {
    const made = element("button", { type: "button", class: name }, label ?? otherwise);
    made.addEventListener("click", () => {
      answer(name);
    });
    return made;
  };
  const close = element("button", { type: "button", class: "close", "aria-label": closeIn(content.language) }, sign(CROSS));
  close.addEventListener("click", () => {
    answer("dismissed");
  });
  return {
    brand: brandOf(content, host),
    picture: pictureOf(content, host),
    title: element("h2", { id: TITLE }, content.title),
    text: content.text ? element("p", { id: TEXT, class: "text" }, content.text) : null,
    actions: element(
      "div",
      { class: "actions" },
      button("later", content.later_label, "Maybe later"),
      button("subscribe", content.subscribe_label, "Subscribe"),
    ),
    close,
  };
}

/** True where Escape means something else: it is handled, or a field or a dialog of the page has it. */
function taken(event: KeyboardEvent, host: Element): boolean {
  if (event.defaultPrevented) return true;
  const target = event.target;
  if (!(target instanceof Element) || target === host) return false;
  return target.matches(FIELDS) || document.querySelector("dialog[open]") !== null;
}

/** The page's field that she writes in: nothing takes the focus from there. */
const writing = (): boolean => document.activeElement?.matches(FIELDS) ?? false;

/** The card over the page, which waits until she has answered: focus, Tab and Escape are the browser's. */
function cover(card: HTMLDialogElement, dismiss: () => void): void {
  card.addEventListener("cancel", (event) => {
    event.preventDefault();
    dismiss();
  });
  card.addEventListener("click", ({ target, clientX, clientY }) => {
    const { left, right, top, bottom } = card.getBoundingClientRect();
    const beside = clientX < left || clientX > right || clientY < top || clientY > bottom;
    if (target === card && beside) dismiss();
  });
  card.showModal();
  // Not on a button: she hears what it is about, and a key that she was about to press answers nothing.
  card.focus();
}

export function show({ content, host: origin, way, answered }: Ask): () => void {
  const template = templateOf(content.template);
  const modal = template.modal === true && !writing();
  const host = element("waymark-popup" as "div", {
    "data-position": template.modal ? "middle" : (template.position ?? content.position),
    dir: directionOf(content.language),
    lang: content.language,
  });
  const root = host.attachShadow({ mode: "open" });
  dressed(root, styleOf(content.brand.color, template.css));

  let open = true;
  const filled = template.fill(partsOf(content, origin, give), content, way);
  const card = element(
    (modal ? "dialog" : "section") as "dialog",
    {
      class: "card",
      role: "dialog",
      tabindex: "-1",
      "aria-labelledby": TITLE,
      ...(content.text && { "aria-describedby": TEXT }),
    },
    ...filled.children,
  );
  /** Read out without taking the focus: the person is in the middle of something. */
  const said = element("p", { class: "said", role: "status" });
  root.append(card, said);
  /** Where the person was before she came in here. */
  let before: EventTarget | null = null;

  function hide(): void {
    if (!open) return;
    open = false;
    document.removeEventListener("keydown", onKey);
    if (modal) card.close();
    if (root.activeElement && before instanceof HTMLElement && before.isConnected) before.focus();
    card.classList.add("leaving");
    setTimeout(() => {
      host.remove();
    }, LEFT);
  }
  function give(answer: Answer): void {
    if (!open) return;
    const chosen = answer === "subscribe" ? filled.chosen() : [];
    answered(answer, chosen);
    hide();
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && host.isConnected && !taken(event, host)) give("dismissed");
  }

  host.addEventListener("focusin", (event) => {
    if (event.relatedTarget && event.relatedTarget !== host) before = event.relatedTarget;
  });
  document.addEventListener("keydown", onKey);
  // Before the page's own: the next stop of Tab and not the last, and no business of who draws the body.
  document.documentElement.insertBefore(host, document.body);
  if (modal) cover(card, () => { give("dismissed"); });
  else setTimeout(() => { said.textContent = content.title; }, 100);
  return hide;
}

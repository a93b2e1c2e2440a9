/** A person's devices: which they are, which is at hand, a test, and the way off the list. */
import type { Around, OwnDevice } from "../place";
import { element, sign } from "../popup/element";
import { button, type Dialog, type View } from "./dialog";
import type { Ground } from "./widgets";
import type { Words } from "./words";

const PHONE = ["M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z", "M11 18h2"];
const SCREEN = ["M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z", "M9 20h6M12 16v4"];

/** What is said of push in this browser; "" where nothing stands in its way. */
export function hindranceIn(words: Words, { push, why }: Around): string {
  const hindrance = why();
  if (hindrance === "ios_tab" || hindrance === "in_app") return words[hindrance];
  if (hindrance) return words.no_push;
  return push.status() === "blocked" ? words.blocked : "";
}

const phone = ({ kind, platform }: OwnDevice): boolean => kind !== "web" || /^(Android|iOS|iPadOS)$/.test(platform ?? "");

function stateIn(words: Words, one: OwnDevice): string {
  if (one.subscribed) return words.on;
  if (one.status === "suspended") return words.suspended;
  return one.status === "ask" ? words.ask : words.off;
}

export function createDevicesView(dialog: Dialog, { around, devices, language, when, words }: Ground): () => View {
  const { push } = around;
  const place = element("ul");

  const draw = async (): Promise<void> => {
    place.replaceChildren(...(await devices.list()).map(rowOf));
  };
  const redraw = (): void => void dialog.tried(draw());

  const removal = (one: OwnDevice, acts: HTMLElement): HTMLElement => {
    const asking = button("text", words.remove, () => {
      const usual = [...acts.childNodes];
      const keep = button("text", words.keep, () => {
        acts.replaceChildren(...usual);
        asking.focus();
      });
      const sure = button("text danger", words.remove, () => {
        const removed = devices.remove(one.id).then(async () => {
          await draw();
          // The button is gone with its device.
          place.querySelector("button")?.focus();
        });
        void dialog.tried(removed, words.removed);
      });
      acts.replaceChildren(element("span", { class: "muted" }, words.remove_sure), sure, keep);
      keep.focus();
    });
    return asking;
  };

  /** Within the click: a browser asks only for a person who has just asked to be asked. */
  const toggle = (one: OwnDevice): HTMLElement | null => {
    if (hindranceIn(words, around)) return null;
    return one.subscribed
      ? button("text", words.turn_off, () => void push.disable().then(redraw))
      : button("text", words.turn_on, () => void push.enable().then(redraw));
  };

  const actsOf = (one: OwnDevice): HTMLElement => {
    const acts = element("div", { class: "acts" });
    const test = button("text", words.test, () => void dialog.tried(devices.test(one.id), words.test_sent));
    for (const act of [one.subscribed ? test : null, one.this ? toggle(one) : removal(one, acts)]) {
      // Whoever goes from button to button hears which device it is about.
      act?.setAttribute("aria-label", `${act.textContent}: ${one.name}`);
      if (act) acts.append(act);
    }
    return acts;
  };

  const rowOf = (one: OwnDevice): HTMLElement => {
    const usual = `${stateIn(words, one)} · ${words.since(when.date(one.registeredAt, Date.now(), language))}`;
    const told = (one.this && hindranceIn(words, around)) || usual;
    return element(
      "li",
      { class: "device" },
      element("div", { class: "tile" }, sign(...(phone(one) ? PHONE : SCREEN))),
      element(
        "div",
        { class: "words" },
        element("b", {}, one.name),
        " ",
        one.this ? element("span", { class: "tag" }, words.this) : null,
        element("div", { class: "muted" }, told),
        actsOf(one),
      ),
    );
  };

  return () => ({
    title: words.devices,
    async fill() {
      await draw();
      return [place];
    },
  });
}

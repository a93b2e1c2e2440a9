/** The bell as a widget: what a person was sent, the newest first, read and opened here. */
import type { Item } from "../place";
import { element, sign } from "../popup/element";
import { pictureAt, webAddress } from "../popup/picture";
import type { State } from "./bell";
import { bellSign, button, stateOf, type Dialog, type View } from "./dialog";
import { sourceIn } from "./preferences_view";
import type { Ground } from "./widgets";

/** As many as the stream tells of at once. */
const PAGE = 50;
/** How long a source is muted at first; the preferences let that be changed. */
const MUTED = 8 * 3_600_000;
const SLIDERS = ["M4 8h9M19 8h1M4 16h1M11 16h9M16 5.500v5M8 13.500v5"];

interface Row {
  node: HTMLElement;
  draw(item: Item): void;
}

export function createInboxView(
  dialog: Dialog,
  { around, bell, brand, language, preferences: keeping, when, words }: Ground,
  preferences: () => void,
): () => View {
  const { host, serviceWorker } = around;

  const read = (which: string[] | "all"): void => void dialog.tried(bell.read(which));

  const tileOf = (address: string | null): HTMLElement => {
    const tile = element("div", { class: "tile" }, bellSign());
    const picture = pictureAt(address, host);
    picture?.addEventListener("load", () => {
      tile.replaceChildren(picture);
    });
    return tile;
  };

  const muting = (source: string, name: string | null): HTMLElement =>
    button("icon dot", words.mute_source(sourceIn(words, source, name)), () => {
      const until = new Date(Date.now() + MUTED).toISOString();
      void dialog.tried(keeping.change({ muted: [{ source, name, until }] }), words.source_muted);
    }, bellSign("M4 4l16 16"));

  const rowOf = (item: Item, icon: string | null): Row => {
    // What is relative is of the site that its worker serves, as in the notification.
    const link = webAddress(item.url, new URL(serviceWorker, location.href));
    const time = element(
      "time",
      { datetime: item.at, title: when.moment(item.at, 0, language) },
      when.ago(item.at, Date.now(), language),
    );
    const state = element("span", { class: "hidden" });
    const inside = [
      tileOf(item.icon ?? icon),
      element(
        "div",
        { class: "words" },
        element("div", { class: "top" }, element("b", { dir: "auto" }, item.title, state), time),
        item.message ? element("p", {}, element("bdi", {}, item.message)) : null,
        item.sourceName ? element("small", { class: "muted", dir: "auto" }, item.sourceName) : null,
      ),
    ];
    const row = link
      ? element("a", { class: "row", href: link }, ...inside)
      : element("div", { class: "row", tabindex: "-1" }, ...inside);
    const dot = button("icon dot", words.read(item.title), () => {
      row.focus();
      read([item.id]);
    }, element("i"));
    const node = element("li", {}, row, element("div", {}, dot, item.source ? muting(item.source, item.sourceName) : null));
    let now = item;
    if (link) {
      row.addEventListener("click", () => {
        if (!now.read) read([item.id]);
      });
    }
    return {
      node,
      draw(next) {
        now = next;
        node.className = next.read ? "entry" : "entry new";
        state.textContent = next.read ? "" : ` (${words.unread})`;
        dot.hidden = next.read;
      },
    };
  };

  return () => {
    let end = (): void => undefined;
    return {
      title: words.inbox,
      tool: button("icon", words.preferences, preferences, sign(...SLIDERS)),
      async fill() {
        const [listed, known] = await Promise.all([bell.list({ limit: PAGE }), brand()]);
        let next = listed.next;
        const rows = new Map<string, Row>();
        const count = element("span", { class: "muted" });
        const bar = element("div", { class: "bar" }, count, button("text", words.read_all, () => {
          // The button leaves with what was unread.
          list.querySelector<HTMLElement>(".row")?.focus();
          read("all");
        }));
        const list = element("ul", { class: "list" });
        const older = button("more", words.older, () => {
          void dialog.tried(bell.list({ limit: PAGE, after: next ?? "" })).then((page) => {
            if (page) next = page.next;
            older.hidden = !next;
          });
        });
        const empty = stateOf(bellSign(), words.empty, words.empty_hint);
        older.hidden = !next;
        end();
        end = bell.draw(({ unread, items }: State) => {
          bar.hidden = !unread;
          count.textContent = words.count(unread);
          empty.hidden = items.length > 0;
          items.forEach((item, at) => {
            const row = rows.get(item.id) ?? rowOf(item, known?.icon ?? null);
            rows.set(item.id, row);
            row.draw(item);
            // Those that are there already stay where they are, and keep the focus.
            if (list.children[at] !== row.node) list.insertBefore(row.node, list.children[at] ?? null);
          });
        });
        return [bar, empty, list, older];
      },
      end() {
        end();
      },
    };
  };
}

/** What a person wants to hear, when and from whom: each change is saved at once. */
import type { Change, Preferences, Until } from "../place";
import { element, sign } from "../popup/element";
import { hindranceIn } from "./devices_view";
import { DAYS, linesOf, openingsOf, wrong, type Line } from "./hours";
import { button, type Dialog, type View } from "./dialog";
import type { Ground } from "./widgets";
import type { Words } from "./words";

const HOUR = 3_600_000;
const LASTING = ["1", "8", "24", "168"] as const;
const ALWAYS = "always";

/** "person:ana" as people read it: by its name, where it has one. */
export function sourceIn(words: Words, source: string, name?: string | null): string {
  const [kind, ...id] = source.split(":");
  return `${words[kind as "person"]} ${name ?? id.join(":")}`;
}

export function createPreferencesView(
  dialog: Dialog,
  { around, preferences, language, when, words }: Ground,
  devices: () => void,
): () => View {
  const { push } = around;

  /** Saves a part; what could not be saved is shown as it was before. */
  const save = async (part: Change, undo: () => void): Promise<Preferences | null> => {
    const kept = await dialog.tried(preferences.change(part), words.saved);
    if (!kept) undo();
    return kept;
  };

  const line = (name: string, hint: string, control: HTMLElement): HTMLElement =>
    element(
      "label",
      { class: "line" },
      element("span", {}, name, hint ? element("small", {}, hint) : null),
      control,
    );
  const group = (title: string, ...children: HTMLElement[]): HTMLElement =>
    element("fieldset", {}, title ? element("legend", {}, title) : null, ...children);

  /** A switch; `changed` is called within the click. */
  const toggle = (on: boolean, changed: (box: HTMLInputElement) => unknown): HTMLInputElement => {
    const box = element("input", { type: "checkbox", role: "switch", class: "switch" });
    box.checked = on;
    box.addEventListener("change", () => void changed(box));
    return box;
  };
  const saved = (on: boolean, part: (on: boolean) => Change): HTMLInputElement =>
    toggle(on, (box) =>
      save(part(box.checked), () => {
        box.checked = !box.checked;
      }),
    );

  /** Off, a while, a moment that was chosen before, or for good. */
  const until = (off: string, now: Until, part: (until: Until) => Change, after: (kept: Preferences) => Until): HTMLElement => {
    const select = element("select");
    const draw = (value: Until): void => {
      const option = (name: string, label: string): HTMLElement => element("option", { value: name }, label);
      const chosen = value && value !== ALWAYS ? option(value, words.until(when.moment(value, Date.now(), language))) : null;
      select.replaceChildren(
        option("", off),
        ...(chosen ? [chosen] : []),
        ...LASTING.map((hours) => option(hours, words[hours])),
        option(ALWAYS, words.always),
      );
      select.value = value ?? "";
    };
    draw(now);
    let held = now;
    select.addEventListener("change", () => {
      const { value } = select;
      const hours = LASTING.find((one) => one === value);
      const wish = hours ? new Date(Date.now() + Number(hours) * HOUR).toISOString() : value || null;
      void save(part(wish), () => {
        draw(held);
      }).then((kept) => {
        if (kept) draw((held = after(kept)));
      });
    });
    return select;
  };

  const here = (): HTMLElement => {
    const hindrance = hindranceIn(words, around);
    if (hindrance) return element("div", { class: "line" }, element("span", {}, words.here, element("small", {}, hindrance)));
    const box = toggle(push.status() === "allowed", () => {
      // Within the click: a browser asks only for a person who has just asked to be asked.
      const asked = box.checked ? push.enable() : push.disable();
      void asked.then((status) => {
        box.checked = status === "allowed";
        if (hindranceIn(words, around)) row.replaceWith(here());
      });
    });
    const row = line(words.here, "", box);
    return row;
  };

  const hours = ({ timetable, timezone }: Preferences): HTMLElement[] => {
    const lines = linesOf(timetable);
    const problem = element("p", { class: "muted", role: "alert" });
    const week = element("div", {}, element("p", { class: "muted" }, words.hours_hint(timezone.replace(/_/g, " "))));
    const store = (): void => {
      const openings = openingsOf(lines);
      const sound = typeof openings !== "string";
      problem.textContent = sound ? "" : words[openings];
      if (sound) void save({ timetable: openings }, () => undefined);
    };
    for (const one of lines) week.append(dayLine(one, store));
    week.append(problem);
    week.hidden = timetable === null;
    const limited = toggle(timetable !== null, () => {
      week.hidden = !limited.checked;
      if (limited.checked) store();
      else void save({ timetable: null }, () => undefined);
    });
    return [line(words.hours, "", limited), week];
  };

  const dayLine = (one: Line, store: () => void): HTMLElement => {
    const day = when.weekday(DAYS.indexOf(one.day), language);
    const box = element("input", { type: "checkbox" });
    box.checked = one.on;
    const time = (end: "from" | "to", label: string): HTMLInputElement => {
      const made = element("input", { type: "time", "aria-label": label });
      made.value = one[end];
      made.addEventListener("change", () => {
        one[end] = made.value;
        changed();
      });
      return made;
    };
    const times = element("span", {}, time("from", words.from(day)), " – ", time("to", words.to(day)));
    const draw = (): void => {
      times.hidden = !one.on;
      for (const input of times.children) input.setAttribute("aria-invalid", String(wrong(one)));
    };
    const changed = (): void => {
      one.on = box.checked;
      draw();
      store();
    };
    box.addEventListener("change", changed);
    draw();
    return element("div", { class: "line day" }, element("label", {}, box, day), times);
  };

  const drawn = (kept: Preferences): HTMLElement[] => {
    const muted = kept.muted.map(({ source, name, until: end }) => {
      const part = (wish: Until): Change => ({ muted: [{ source, until: wish }] });
      const after = (next: Preferences): Until => next.muted.find((one) => one.source === source)?.until ?? null;
      return line(sourceIn(words, source, name), "", until(words.unmute, end, part, after));
    });
    return [
      group(
        "",
        line(words.push, words.push_hint, saved(kept.push, (on) => ({ push: on }))),
        here(),
        line(words.mute, "", until(words.mute_off, kept.mutedUntil, (end) => ({ mutedUntil: end }), (next) => next.mutedUntil)),
      ),
      ...(kept.categories.length
        ? [group(words.categories, ...kept.categories.map(({ key, name, on }) =>
            line(name, "", saved(on, (chosen) => ({ categories: { [key]: chosen } })))))]
        : []),
      ...(kept.events.length
        ? [group(words.events, ...kept.events.map(({ key, name, on }) =>
            line(name, "", saved(on, (chosen) => ({ events: { [key]: chosen } })))))]
        : []),
      ...(muted.length ? [group(words.muted, ...muted)] : []),
      group("", ...hours(kept)),
      button("quiet flip", words.devices, devices, element("span", {}, words.devices), sign("M9 5l7 7-7 7")),
    ];
  };

  return () => ({
    title: words.preferences,
    fill: async () => drawn(await preferences.read()),
  });
}

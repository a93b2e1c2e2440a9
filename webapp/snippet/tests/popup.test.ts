import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Way } from "../src/facts";
import type { Content } from "../src/offer";
import { show } from "../src/popup/card";
import { coloursOf, contrast } from "../src/popup/colour";
import { closeIn, directionOf } from "../src/popup/language";

describe("the colours of a popup", () => {
  const surfaces = [
    { surface: "#ffffff", ink: "#15171c" },
    { surface: "#1d1f25", ink: "#f3f4f6" },
  ];
  const parts = [0, 51, 102, 153, 204, 255];
  const all = parts.flatMap((red) =>
    parts.flatMap((green) =>
      parts.map((blue) => "#" + [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")),
    ),
  );

  it("can be read, whatever the workspace's colour is", () => {
    for (const { surface, ink } of surfaces) {
      for (const colour of all) {
        const { fill, on, line } = coloursOf(colour, surface, ink);
        expect(contrast(on, fill), `${on} on ${fill}`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(line, surface), `${line} on ${surface}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("are the workspace's own where they can be read, and ours where there is none", () => {
    expect(coloursOf("#0F766E", "#ffffff", "#15171c")).toEqual({ fill: "#0f766e", on: "#ffffff", line: "#0f766e" });
    for (const none of [null, "red", "#12345", "#000;}*{display:none"]) {
      expect(coloursOf(none, "#ffffff", "#15171c").fill).toBe("#2563eb");
    }
  });
});

it("a language has its direction, and its script goes before", () => {
  const tags = ["ar", "he-IL", "fa_IR", "ur", "en", "de-AT", "ku-Arab-IQ", "az-Latn", "ar-Latn", ""];
  expect(tags.map(directionOf)).toEqual(["rtl", "rtl", "rtl", "rtl", "ltr", "ltr", "rtl", "ltr", "ltr", "ltr"]);
  expect([closeIn("de-AT"), closeIn("AR"), closeIn("xx")]).toEqual(["Schließen", "إغلاق", "Close"]);
});

describe("a popup on the page", () => {
  const content: Content = {
    template: "simple",
    position: "top",
    language: "de",
    brand: { name: "<b>Shop</b>", icon: null, color: "#0f766e" },
    title: "<img src=x onerror=alert(1)>",
    text: "Ab und zu",
    image: null,
    subscribe_label: "Ja",
    later_label: null,
    categories: [
      { key: "news", name: "Neues", default: true },
      { key: "offers", name: "Angebote", default: false },
    ],
  };
  const given: unknown[][] = [];
  let way: Way = "";
  const put = (changes: Partial<Content> = {}): (() => void) =>
    show({ content: { ...content, ...changes }, host: "https://push.example", way, answered: (...all) => given.push(all) });
  const find = <T extends Element = HTMLElement>(css: string): T | null =>
    document.querySelector("waymark-popup")?.shadowRoot?.querySelector<T>(css) ?? null;

  beforeEach(() => {
    vi.useFakeTimers();
    document.querySelectorAll("waymark-popup").forEach((one) => { one.remove(); });
    document.body.replaceChildren();
    given.length = 0;
    way = "";
  });

  it("is text in its language, whatever is written there", () => {
    put();
    expect(find("h2")?.textContent).toBe("<img src=x onerror=alert(1)>");
    expect(find(".brand")?.textContent).toBe("<b>Shop</b>");
    expect(find("img")).toBeNull();
    expect([find(".later")?.textContent, find(".subscribe")?.textContent]).toEqual(["Maybe later", "Ja"]);
    expect(find(".close")?.getAttribute("aria-label")).toBe("Schließen");
    expect(document.querySelector("waymark-popup")?.getAttribute("lang")).toBe("de");
    expect(find("[style]")).toBeNull();
  });

  it("answers once and goes", () => {
    put();
    find(".later")?.click();
    find(".subscribe")?.click();
    expect(given).toEqual([["later", []]]);
    vi.runAllTimers();
    expect(document.querySelector("waymark-popup")).toBeNull();
  });

  it("gives the chosen categories with consent alone", () => {
    put({ template: "categories" });
    expect(find("fieldset")?.textContent).toBe("NeuesAngebote");
    find<HTMLInputElement>("input[value=offers]")?.click();
    find(".subscribe")?.click();
    put({ template: "categories" });
    vi.runAllTimers();
    find(".close")?.click();
    expect(given).toEqual([["subscribe", ["news", "offers"]], ["dismissed", []]]);
  });

  it("goes with Escape, but leaves the keys of the page's own fields and dialogs alone", () => {
    put();
    const press = (target: EventTarget): boolean =>
      target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    const field = document.createElement("input");
    document.body.append(field);
    press(field);
    expect(given).toEqual([]);
    press(document.body);
    expect(given).toEqual([["dismissed", []]]);
  });

  it("lies over the page where its template is modal, the first button drawn first", () => {
    put({ template: "modal" });
    const card = find<HTMLDialogElement>("dialog.card");
    expect(card?.open).toBe(true);
    expect([...(find(".actions")?.children ?? [])].map((one) => one.className)).toEqual(["subscribe", "later"]);
    card?.dispatchEvent(new Event("cancel", { cancelable: true }));
    expect([given, card?.open]).toEqual([[["dismissed", []]], false]);
  });

  it("takes nobody away from a field that she writes in", () => {
    const field = document.createElement("input");
    document.body.append(field);
    field.focus();
    put({ template: "modal" });
    expect(find("dialog")).toBeNull();
    expect(find("section.card")).not.toBeNull();
    expect(document.activeElement).toBe(field);
  });

  it("stands in the corner where its template is the corner's", () => {
    put({ template: "corner", position: "top" });
    expect(document.querySelector<HTMLElement>("waymark-popup")?.dataset["position"]).toBe("corner");
  });

  it("leads to the home screen in three steps, in the words of her phone, by Safari first in another app", () => {
    const steps = { language: "he", open: "0", share: "1", add: "2", start: "3" };
    const told = (): (string | null)[] =>
      [...(document.querySelector("waymark-popup")?.shadowRoot?.querySelectorAll("li span") ?? [])].map(
        (one) => one.textContent,
      );
    way = "add";
    put({ template: "ios_guide", steps });
    expect(told()).toEqual(["1", "2", "3"]);
    expect([find(".steps")?.getAttribute("lang"), find(".steps")?.getAttribute("dir")]).toEqual(["he", "rtl"]);
    find(".later")?.click();
    vi.runAllTimers();
    way = "open";
    put({ template: "ios_guide", steps });
    expect(told()).toEqual(["0", "1", "2", "3"]);
    find(".later")?.click();
    vi.runAllTimers();
    way = "add";
    put({ template: "ios_guide" });
    expect(told()[1]).toBe("Choose “Add to Home Screen”.");
  });

  it("is shown as the simple one where its template is not known here", () => {
    put({ template: "carousel" });
    expect(find("h2")).not.toBeNull();
  });

  it("takes pictures from the web alone", () => {
    for (const image of ["javascript:alert(1)", "data:image/svg+xml,x", "file:///x"]) {
      put({ image });
      expect(find("img")).toBeNull();
      document.querySelector("waymark-popup")?.remove();
    }
    put({ image: "/s/picture.png" });
    expect(find("img")?.getAttribute("src")).toBe("https://push.example/s/picture.png");
  });
});

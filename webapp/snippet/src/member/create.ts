/** The person's own place, for sites that draw their own; its widgets are loaded when one is opened. */
import type { Make, Room } from "../place";
import { directionOf } from "../popup/language";
import { createCalls } from "./ask";
import { createBell } from "./bell";
import { createBrand, createDevices, createPreferences } from "./calls";
import { createLive } from "./live";
import * as when from "./when";
import type { Ground, Widgets } from "./widgets";
import { spoken, wordsOf } from "./words";
import { en } from "./words/en";

export const createMember: Make = (around) => {
  const { emitter, load } = around;
  const language = spoken(navigator.languages);
  let words = en;
  let widgets: Widgets | null = null;
  const failed = (fault: unknown): void => {
    emitter.emit("error", { code: fault instanceof Error ? fault.message : "member" });
  };

  const { ask, forget } = createCalls(around);
  const bell = createBell(around, ask, () => words);
  const devices = createDevices(around, ask);
  const preferences = createPreferences(ask);
  const live = createLive({
    ask,
    wanted: bell.wanted,
    heard: bell.heard,
    look: async () => {
      await bell.list();
      around.offered();
    },
    failed,
  });
  const ground = { around, ask, bell, devices, preferences, brand: createBrand(around), when, failed };
  const speaking = wordsOf(language, load).then((found) => {
    words = found;
    bell.tell();
  });

  const open = async (room: Room): Promise<true> => {
    const [create] = await Promise.all([load<(ground: Ground) => Widgets>("panel", __HASHES__.panel), speaking]);
    // Where the words could not be loaded, English ones stand in, and so do its dates.
    const spoken = words === en && !/^en\b/.test(language) ? "en" : language;
    widgets ??= create({ ...ground, language: spoken, dir: directionOf(spoken), words });
    widgets.open(room);
    live.start();
    return true;
  };
  // A device that was reported anew has another token.
  emitter.on("status", live.recover);

  return {
    inbox: { list: bell.list, read: bell.read, unread: bell.unread, open: () => open("inbox") },
    devices: { ...devices, open: () => open("devices") },
    preferences: { ...preferences, open: () => open("preferences") },
    live() {
      bell.tell();
      live.start();
    },
    forget() {
      forget();
      widgets?.close();
      bell.forget();
      live.restart();
    },
  };
};

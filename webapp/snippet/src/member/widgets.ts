/** The widgets: the bell, the devices and the preferences, each opened by its name. */
import type { Around, Room } from "../place";
import type { Ask } from "./ask";
import type { Bell } from "./bell";
import type { Brand, Devices, Keeping } from "./calls";
import { createDevicesView } from "./devices_view";
import { createDialog, type View } from "./dialog";
import { createInboxView } from "./inbox_view";
import { createPreferencesView } from "./preferences_view";
import type * as When from "./when";
import type { Words } from "./words";

/** What the widgets stand on: all that can be done without them. */
export interface Ground {
  around: Around;
  ask: Ask;
  bell: Bell;
  devices: Devices;
  preferences: Keeping;
  language: string;
  /** How it is written. */
  dir: "ltr" | "rtl";
  words: Words;
  /** How times are said in it. */
  when: typeof When;
  brand: () => Promise<Brand | null>;
  failed: (fault: unknown) => void;
}
export interface Widgets {
  open: (room: Room) => void;
  close: () => void;
}

export function createWidgets(ground: Ground): Widgets {
  const dialog = createDialog(ground);
  const devices = createDevicesView(dialog, ground);
  const preferences = createPreferencesView(dialog, ground, () => {
    dialog.go(devices());
  });
  const inbox = createInboxView(dialog, ground, () => {
    dialog.go(preferences());
  });
  const views: Record<Room, () => View> = { inbox, devices, preferences };
  return {
    open(room) {
      dialog.open(views[room]());
    },
    close: dialog.close,
  };
}

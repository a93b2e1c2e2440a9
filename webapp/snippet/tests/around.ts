/** What the member's code is given, for its tests: a snippet that answers at once. */
import { vi } from "vitest";
import { createEmitter } from "../src/emitter";
import type { Around, Item } from "../src/place";

export interface Given {
  around: Around;
  token: string | null;
  /** How often the device was reported, and turned off. */
  synced: number;
  disabled: number;
  /** What a report changes. */
  renewed: () => void;
}

export function given(): Given {
  const made: Given = {
    token: "old",
    synced: 0,
    disabled: 0,
    renewed: () => undefined,
    around: {
      writeKey: "wk",
      host: "https://push.example",
      serviceWorker: "/sw.js",
      emitter: createEmitter(),
      load: () => Promise.reject(new Error("no")),
      push: {
        status: () => "ask",
        enable: () => Promise.resolve("allowed"),
        disable: () => (made.disabled++, Promise.resolve("withdrawn")),
        ready: () => Promise.resolve(),
        sync: () => (made.synced++, made.renewed(), Promise.resolve()),
      },
      device: () => Promise.resolve({ visitorToken: made.token, deviceId: "here" } as never),
      why: () => "",
      offered: () => undefined,
    },
  };
  return made;
}

/** The same before each test: an empty page, and time that stands still. */
export function fresh(): Given {
  vi.useFakeTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  return given();
}

export const item = (id: string, changes: Partial<Item> = {}): Item => ({
  id,
  title: id,
  message: "",
  url: null,
  icon: null,
  at: "2026-03-02T10:00:00Z",
  read: false,
  tag: id,
  source: null,
  sourceName: null,
  ...changes,
});
export const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers });

/** The push payload, as the sender writes it and the worker trusts it: one document, short keys.
 *
 * {"v": 1, "id": send id, "t": the send's signed token for reports, "h": "https://host" of reports,
 *  "n": {"title", "body", "icon", "badge", "image", "tag", "url", "actions": [{"action", "title", "url"?,
 *        "type"?: "text", "placeholder"?}], "requireInteraction", "silent", "renotify", "timestamp" (ms), "lang", "dir",
 *        "vibrate": [ms]},
 *  "d": [origins that links may lead to, besides the site's own], "o": the mark of whom it is for}
 *
 * Apple's browsers get the same as a declarative push message (W3C Push API), `{"web_push": 8030, "notification": {…
 * as `n`, but "navigate" for "url", "data": {"waymark": {"id", "t", "h", "d", "o"}}}, "mutable": true}`: the browser hands the
 * notification to the worker, who shows it and reports, or shows it by itself where there is none. Safari before 18.4
 * hands over the JSON.
 *
 * Only `v` and `n.title` are required. Anything of another type is left out, not refused: whatever
 * arrives, the person must see a notification (browsers withdraw the permission from those that hide it).
 */
import type { Device, Fallback } from "./device";
import { safeLink } from "./link";

export interface Action {
  action: string;
  title: string;
  /** A field for an answer, where the browser has one; elsewhere it is a button. */
  type?: "text";
  placeholder?: string;
}

/** What the worker keeps in the notification, to act on a click and to report. */
export interface Kept {
  id: string | null;
  token: string | null;
  host: string | null;
  /** The link of the notification itself, or null: then the site is opened. */
  url: string | null;
  /** The links of the buttons that have one. */
  links: Record<string, string>;
  /** The buttons that want an answer in words. */
  replies: string[];
}

export interface Shown {
  title: string;
  body: string;
  tag: string | null;
  renotify: boolean;
  options: Record<string, unknown>;
  actions: Action[];
  kept: Kept;
  mark: string | null;
}

type Json = Record<string, unknown>;

const TEXTS = ["icon", "badge", "image", "lang"] as const;
const FLAGS = ["requireInteraction", "silent"] as const;
const DIRECTIONS = ["auto", "ltr", "rtl"];

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

const WEB_PUSH = 8030;

/** What is shown, and beside it what we need: of a document of version 1, or of a declarative message. */
type Read = [ours: Json, note: Json];

const titled = (ours: unknown, note: unknown): Read | null =>
  isObject(note) && text(note["title"]) ? [isObject(ours) ? ours : {}, note] : null;

function declared(note: unknown): Read | null {
  const data = isObject(note) ? note["data"] : null;
  return titled(isObject(data) ? data["waymark"] : null, note);
}

function parse(raw: string | null): Read | null {
  try {
    const document: unknown = JSON.parse(raw ?? "");
    if (!isObject(document)) return null;
    if (document["web_push"] === WEB_PUSH) return declared(document["notification"]);
    return document["v"] === 1 ? titled(document, document["n"]) : null;
  } catch {
    return null;
  }
}

/** The two forms name it differently. */
const linkOf = (entry: Json): unknown => entry["url"] ?? entry["navigate"];
const isPattern = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === "number");

function buttons(listed: unknown): { button: Action; url: unknown }[] {
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((entry: unknown) => {
    const action = isObject(entry) ? text(entry["action"]) : null;
    const title = isObject(entry) ? text(entry["title"]) : null;
    return action && title ? [{ button: { action, title, ...field(entry as Json) }, url: linkOf(entry as Json) }] : [];
  });
}

function field(entry: Json): Pick<Action, "type" | "placeholder"> {
  const placeholder = text(entry["placeholder"]);
  return entry["type"] === "text" ? { type: "text", ...(placeholder && { placeholder }) } : {};
}

function optionsOf(note: Json): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const name of TEXTS) if (text(note[name])) options[name] = note[name];
  for (const name of FLAGS) if (note[name] === true) options[name] = true;
  if (typeof note["timestamp"] === "number") options["timestamp"] = note["timestamp"];
  if (isPattern(note["vibrate"])) options["vibrate"] = note["vibrate"];
  if (DIRECTIONS.includes(String(note["dir"]))) options["dir"] = note["dir"];
  return options;
}

/** What to show for a push without a payload that can be understood: the workspace's words, as far as known. */
export function fallback(base: string, words?: Fallback | null): Shown {
  const kept = { id: null, token: null, host: null, url: null, links: {}, replies: [] };
  const title = words?.title ?? new URL(base).hostname;
  const body = words?.body ?? "You have a new message.";
  const options = words?.icon ? { icon: words.icon } : {};
  return { title, body, tag: null, renotify: false, options, actions: [], kept, mark: null };
}

/** Whether a push is for somebody who has left this browser. Of one without a mark, or of a device that the page has not
 * reported (the site has another workspace), nobody can tell.
 *
 * Who has just come, and whose report was not answered yet, is known by the next of the marks: the first is of whom the
 * report before was.
 */
export function isStrangers({ mark, kept }: Shown, device: Device | null): boolean {
  if (!mark || !device?.marks || !kept.id?.endsWith(`/${String(device.deviceId)}`)) return false;
  const { here, marks, marked } = device;
  return !marks.includes(mark, here === marked ? 0 : 1);
}

/** What to show for the payload `raw`, or for the notification that the browser has `made` of it; null where neither
 * can be understood. `base` is the worker's scope. */
export function readPayload(raw: string | null, base: string, made?: unknown): Shown | null {
  const found = (made ? declared(made) : null) ?? parse(raw);
  return found ? readNote(...found, base) : null;
}

function readNote(document: Json, note: Json, base: string): Shown {
  const origins = Array.isArray(document["d"]) ? document["d"].map(String) : [];
  const links: Record<string, string> = {};
  const listed = buttons(note["actions"]);
  for (const { button, url } of listed) {
    const link = safeLink(url, base, origins);
    if (link) links[button.action] = link;
  }
  const id = text(document["id"]);
  return {
    title: String(note["title"]),
    body: text(note["body"]) ?? "",
    tag: text(note["tag"]) ?? id,
    renotify: note["renotify"] === true,
    options: optionsOf(note),
    actions: listed.map(({ button }) => button),
    mark: text(document["o"]),
    kept: {
      id,
      token: text(document["t"]),
      host: text(document["h"]),
      url: safeLink(linkOf(note), base, origins),
      links,
      replies: listed.filter(({ button }) => button.type).map(({ button }) => button.action),
    },
  };
}

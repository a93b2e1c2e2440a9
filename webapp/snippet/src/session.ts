/** Sessions: a visit ends after 30 minutes without a call or a look at the page, or a new campaign. */
import type { Storage } from "./storage";

const IDLE = 30 * 60 * 1000;
const LONGEST = 200;
const UTM = "utm_";
/** The marks that advertisers' links bear. */
const CLICKS = ["gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "ttclid", "twclid", "yclid", "li_fat_id"];

export interface Campaign {
  /** "source" of `utm_source`, and so on. */
  utm?: Record<string, string>;
  click_ids?: Record<string, string>;
}

/** What the address says of the campaign that led here; `{}` for none. */
export function campaignOf(search: string): Campaign {
  const utm: [string, string][] = [];
  const clicks: [string, string][] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (name.startsWith(UTM) && value) utm.push([name.slice(UTM.length), value.slice(0, LONGEST)]);
    if (CLICKS.includes(name) && value) clicks.push([name, value.slice(0, LONGEST)]);
  }
  return {
    ...(utm.length && { utm: Object.fromEntries(utm.sort()) }),
    ...(clicks.length && { click_ids: Object.fromEntries(clicks.sort()) }),
  };
}

/** Notes that the person is here; true when that begins a new session. */
export function touch(storage: Storage, now: number, campaign: Campaign): boolean {
  const last = storage.get<number>("seen") ?? 0;
  storage.set("seen", now);
  const named = JSON.stringify(campaign);
  const other = named !== "{}" && named !== storage.get<string>("campaign");
  // A clock that was set back, or what another script has left there, must not end all sessions.
  const begins = other || !(Math.abs(now - last) < IDLE);
  if (begins) storage.set("campaign", named);
  return begins;
}

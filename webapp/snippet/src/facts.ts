/** What this browser is and whether it can have push: from facts alone, never from guesses. */
import type { Facts, Status } from "./device";

/** Name and pattern, the first that matches counts: most browsers also name those they imitate. */
const BROWSERS: readonly [string, RegExp][] = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Yandex", /\bYaBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /(Chrome|CriOS|Chromium)\//],
  ["Safari", /\bSafari\//],
];
const PLATFORMS: readonly [string, RegExp][] = [
  ["Android", /\bAndroid\b/],
  ["iPadOS", /\biPad\b/],
  ["iOS", /\b(iPhone|iPod)\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMacintosh\b/],
  ["Linux", /\bLinux\b/],
];
/** Apps that show pages in a view of their own: some have the push API, none shows its prompt. */
const IN_APP =
  /\bFBA[NV]\/|\bInstagram\b|; wv\)|\bLine\/|MicroMessenger|Snapchat|\[?Pinterest\b|BytedanceWebview|musical_ly|TikTok|LinkedInApp|Twitter for|KAKAOTALK|\bGSA\//;

const named = (table: readonly [string, RegExp][], agent: string): string =>
  table.find(([, pattern]) => pattern.test(agent))?.[0] ?? "Other";

/** iPadOS presents itself as a Mac; only the touch points tell. */
function platformOf(agent: string): string {
  const platform = named(PLATFORMS, agent);
  return platform === "macOS" && navigator.maxTouchPoints > 1 ? "iPadOS" : platform;
}

interface Hints {
  mobile?: boolean;
  getHighEntropyValues?(hints: string[]): Promise<{ model?: string }>;
}

/** The model as the browser's client hints give it; "" where there are none. */
let hinted = "";

/** Asks for the model; it rests in the browser, no request leaves. Never rejects. */
export async function learnModel(): Promise<void> {
  const hints = (navigator as { userAgentData?: Hints }).userAgentData;
  if (hinted || !hints?.mobile) return;
  try {
    hinted = (await hints.getHighEntropyValues?.(["model"]))?.model ?? "";
  } catch {
    // The page's permissions policy forbids it: the model stays unknown.
  }
}

/** The model on mobile, "Other" on a desktop; Chrome on Android hides it behind "K", but tells by hints. */
function modelOf(agent: string, platform: string): string {
  if (platform === "iOS") return "iPhone";
  if (platform === "iPadOS") return "iPad";
  const model = /Android [^;)]*; (?:Mobile; )?([^;)]+?)(?: Build\/[^;)]*)?[;)]/.exec(agent)?.[1];
  return hinted || (platform === "Android" && model && !/^(K|wv|rv:.*)$/.test(model) ? model : "Other");
}

function standalone(): boolean {
  const ios = (navigator as { standalone?: boolean }).standalone === true;
  return ios || matchMedia("(display-mode: standalone)").matches;
}

export const timezone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function deviceFacts(): Facts {
  const agent = navigator.userAgent;
  const platform = platformOf(agent);
  return {
    platform,
    browser: named(BROWSERS, agent),
    model: modelOf(agent, platform),
    language: navigator.language,
    timezone: timezone(),
    standalone: standalone(),
  };
}

const PERMISSIONS: Record<NotificationPermission, Status> = {
  default: "ask",
  granted: "allowed",
  denied: "blocked",
};

/** Why there can be no push here; "" where there can. */
export type Hindrance = "" | "insecure" | "in_app" | "ios_tab" | "no_push" | "refused";

const REFUSED = "waymark.refused";

/** Set when the browser refuses what it seems to have: private windows, blocked storage. Kept for the tab, so that its
 * next page does not begin as one that allows push. */
let refused = ((): boolean => {
  try {
    return sessionStorage.getItem(REFUSED) !== null;
  } catch {
    return false;
  }
})();

/** Notes that this browser has the API and will not let it be used, permission or not. */
export function noteRefused(): void {
  refused = true;
  try {
    sessionStorage.setItem(REFUSED, "1");
  } catch {
    // Then each page finds out anew.
  }
}

function hasPush(): boolean {
  try {
    // A sandboxed frame names the worker's room, and throws when it is entered.
    return Boolean(navigator.serviceWorker as unknown) && "PushManager" in window && "Notification" in window;
  } catch {
    return false;
  }
}

export function hindrance(): Hindrance {
  const agent = navigator.userAgent;
  if (!window.isSecureContext) return "insecure";
  if (IN_APP.test(agent)) return "in_app";
  if (refused) return "refused";
  if (hasPush()) return "";
  // On iPhone and iPad push begins with the home screen: a tab is told how (P8).
  return /^i(Pad)?OS$/.test(platformOf(agent)) && !standalone() ? "ios_tab" : "no_push";
}

/** How push can be had where there is none yet: on iPhone and iPad from the home screen ("add"), in another
 * app's view by Safari first ("open"), or by nothing that the person can do (""). */
export type Way = "" | "add" | "open";

/** Since iOS 26 everything on the home screen opens as an app; before, what says so. */
const OPENS_ALL = /(Version\/|OS )(2[6-9]|[3-9]\d)[._]/;
const SAYS_SO = "link[rel~=manifest],meta[name$=mobile-web-app-capable]";

export const opensAsApp = (): boolean =>
  document.querySelector(SAYS_SO) !== null || OPENS_ALL.test(navigator.userAgent);

export function way(): Way {
  const why = hindrance();
  if (why === "ios_tab") return "add";
  return why === "in_app" && /^i(Pad)?OS$/.test(platformOf(navigator.userAgent)) ? "open" : "";
}

/** The push status as the browser has it now. */
export const pushStatus = (): Status => (hindrance() ? "unsupported" : PERMISSIONS[Notification.permission]);

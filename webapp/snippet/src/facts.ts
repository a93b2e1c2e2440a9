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

const named = (table: readonly [string, RegExp][], agent: string): string =>
  table.find(([, pattern]) => pattern.test(agent))?.[0] ?? "Other";

/** iPadOS presents itself as a Mac; only the touch points tell. */
function platformOf(agent: string): string {
  const platform = named(PLATFORMS, agent);
  return platform === "macOS" && navigator.maxTouchPoints > 1 ? "iPadOS" : platform;
}

/** The model on mobile, "Other" on a desktop; Chrome on Android hides it behind "K". */
function modelOf(agent: string, platform: string): string {
  if (platform === "iOS") return "iPhone";
  if (platform === "iPadOS") return "iPad";
  const model = /Android [^;)]*; (?:Mobile; )?([^;)]+?)(?: Build\/[^;)]*)?[;)]/.exec(agent)?.[1];
  return platform === "Android" && model && !/^(K|rv:.*)$/.test(model) ? model : "Other";
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

/** The push status as the browser has it now. */
export function pushStatus(): Status {
  const possible =
    window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  return possible ? PERMISSIONS[Notification.permission] : "unsupported";
}

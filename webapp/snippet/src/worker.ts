/** Waymark in the service worker: shows each push, acts on clicks, reports, renews the subscription.
 *
 * The site's own worker imports it: `importScripts("HOST/s/worker.js")`. It neither skips waiting nor
 * claims pages: how the site's worker is updated stays the site's choice.
 */
import { answered, keepDevice, keyBytes, putDevice, recordedDevice, type Device } from "./device";
import { update } from "./database";
import { alone } from "./locks";
import { fallback, isStrangers, readPayload, type Kept, type Shown } from "./payload";
import { tell, tellKept, type Told } from "./reports";

declare const self: ServiceWorkerGlobalScope;

interface SubscriptionChange extends ExtendableEvent {
  oldSubscription?: PushSubscription | null;
  newSubscription?: PushSubscription | null;
}

/** An answer typed into the notification (Chromium's `NotificationEvent.reply`). */
type ReplyEvent = NotificationEvent & { reply?: string | null };

/** Characters of an answer that the server takes. */
const LONGEST_REPLY = 2000;
/** How many ids of shown sends are remembered, to know a repeated delivery. */
const REMEMBERED = 50;
const scope = (): string => self.registration.scope;

async function report(kept: Kept, type: Told["type"], more: Pick<Told, "action" | "text"> = {}): Promise<void> {
  if (!kept.token || !kept.host) return tellKept();
  const at = new Date().toISOString();
  await tell({ host: kept.host, token: kept.token, type, at, ...more });
}

/** True when this send was shown before (a push service may deliver twice). */
async function repeated(id: string | null): Promise<boolean> {
  if (!id) return false;
  let before = false;
  await update<string[]>("shown", (old = []) => {
    before = old.includes(id);
    return before ? old : [...old, id].slice(-REMEMBERED);
  });
  return before;
}

function show(shown: Shown, again: boolean): Promise<void> {
  const { tag, renotify, kept } = shown;
  const options: Shown["options"] = {
    ...shown.options,
    body: shown.body,
    data: { waymark: kept },
    actions: shown.actions,
    // Under its own tag a repeated message replaces itself, and silently: nobody is alerted twice.
    ...(tag && { tag, renotify: renotify && !again }),
    ...(again && { silent: true }),
  };
  // Browsers refuse a silent notification that vibrates (Notifications API, "create a notification").
  if (options["silent"]) delete options["vibrate"];
  return self.registration.showNotification(shown.title, options);
}

/** Where the browser understands declarative messages it hands over what it would show itself. */
type Pushed = PushEvent & { notification?: Notification | null };

/** What was on its way to somebody who has left is said in nobody's words, and leads nowhere of hers (G3). */
function inWords(read: Shown | null, device: Device | null): Shown {
  if (read && !isStrangers(read, device)) return read;
  return { ...fallback(scope(), device?.fallback), tag: read?.tag ?? null };
}

async function onPush(event: Pushed): Promise<void> {
  const read = readPayload(event.data ? event.data.text() : null, scope(), event.notification);
  const shown = inWords(read, await recordedDevice());
  const { kept } = read ?? shown;
  const again = await repeated(kept.id);
  // A browser that refuses an option must still show something: it withdraws permission otherwise.
  await show(shown, again).catch(() =>
    show({ ...shown, options: {}, actions: [] }, again),
  );
  if (!again) await report(kept, "displayed");
}

/** The site's tab to use for `url`: the one already there, else the one in front, else any. */
function bestTab(tabs: readonly WindowClient[], url: string): WindowClient | undefined {
  return (
    tabs.find((tab) => tab.url === url) ??
    tabs.find((tab) => tab.focused) ??
    tabs.find((tab) => tab.visibilityState === "visible") ??
    tabs[0]
  );
}

async function open(url: string): Promise<void> {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = bestTab(tabs, url);
  if (!tab || new URL(url).origin !== self.location.origin) {
    await self.clients.openWindow(url);
    return;
  }
  await tab.focus().catch(() => undefined);
  if (tab.url === url) return;
  // A page this worker does not control cannot be navigated from here: its own snippet does it.
  await tab.navigate(url).catch(() => {
    tab.postMessage({ waymark: "open", url });
  });
}

/** What we kept in the notification; null for one that the site's own worker showed. */
const ours = (notification: Notification): Kept | null =>
  (notification.data as { waymark?: Kept } | null)?.waymark ?? null;

/** Tokens of notifications that are clicked, or read elsewhere: closing them is not the person's dismissal. */
const clicked = new Set<string | null>();

/** The person has read these in the bell: their notifications have nothing more to say. */
async function closeRead(tags: unknown[]): Promise<void> {
  for (const notification of await self.registration.getNotifications()) {
    const kept = ours(notification);
    if (!kept || !tags.includes(notification.tag)) continue;
    clicked.add(kept.token);
    notification.close();
  }
}

/** The button `action` was pressed, perhaps with an answer in words; what it opens, and what it tells. */
function pressed(kept: Kept, action: string, reply: string): [url: string | undefined, told: () => Promise<void>] {
  const text = reply.trim().slice(0, LONGEST_REPLY);
  if (text) return [undefined, () => report(kept, "reply", { action, text })];
  // A browser without the field shows a button: the answer can be given on the site.
  const elsewhere = kept.replies.includes(action) ? (kept.url ?? scope()) : undefined;
  return [kept.links[action] ?? elsewhere, () => report(kept, "action", { action })];
}

async function onClick(event: ReplyEvent): Promise<void> {
  const kept = ours(event.notification);
  if (!kept) return;
  clicked.add(kept.token);
  event.notification.close();
  const [link, told] = event.action
    ? pressed(kept, event.action, event.reply ?? "")
    : [kept.url ?? scope(), () => report(kept, "clicked")];
  await Promise.all([link && open(link).catch(() => undefined), told()]);
}

/** Browsers differ in which closings they tell: only the person's own is a dismissal. */
async function onClose(notification: Notification): Promise<void> {
  const kept = ours(notification);
  if (!kept || clicked.delete(kept.token)) return;
  const { tag } = notification;
  const replaced = tag && (await self.registration.getNotifications({ tag })).length > 0;
  if (!replaced) await report(kept, "dismissed");
}

/** The browser ended the subscription: make a new one and tell the server, under the same device. */
async function renew(event: SubscriptionChange): Promise<void> {
  const device = await recordedDevice();
  if (!device || device.off) return;
  const old = event.oldSubscription?.options.applicationServerKey;
  const key = old ?? (device.vapidPublicKey ? keyBytes(device.vapidPublicKey) : null);
  if (!key) return;
  const subscription =
    event.newSubscription ??
    (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  // A page may just be telling that somebody else is here: whose device it is, is read after that.
  await alone("device", async () => {
    const present = await recordedDevice();
    if (present) await tellRenewed(present, subscription);
  });
}

/** The key that a subscription is for; the browser may have kept one that the workspace has retired since. */
function keyOf({ options }: PushSubscription): string | undefined {
  const key = options.applicationServerKey;
  return key ? btoa(String.fromCharCode(...new Uint8Array(key))) : undefined;
}

async function tellRenewed(device: Device, subscription: PushSubscription): Promise<void> {
  const { writeKey, host, anonymousId, facts, visitorToken } = device;
  const answer = await putDevice(host, visitorToken, {
    writeKey,
    anonymousId,
    kind: "web",
    status: "allowed",
    cause: "sync",
    subscription: subscription.toJSON(),
    applicationServerKey: keyOf(subscription),
    device: facts,
  });
  // A refusal is settled by the page's next sync, which has the person's identity.
  if (typeof answer === "number") return;
  await keepDevice(writeKey, host, answered(answer, anonymousId));
}

const quietly = (work: Promise<void>): Promise<void> => work.catch(() => undefined);

self.addEventListener("push", (event) => {
  event.waitUntil(quietly(onPush(event)));
});
self.addEventListener("notificationclick", (event) => {
  event.waitUntil(quietly(onClick(event)));
});
self.addEventListener("notificationclose", (event) => {
  event.waitUntil(quietly(onClose(event.notification)));
});
self.addEventListener("pushsubscriptionchange", (event) => {
  const change = event as SubscriptionChange;
  change.waitUntil(quietly(renew(change)));
});
self.addEventListener("message", (event) => {
  const message = event.data as { waymark?: unknown; tags?: unknown } | null;
  if (message?.waymark === "flush") event.waitUntil(quietly(tellKept()));
  if (message?.waymark === "read" && Array.isArray(message.tags)) event.waitUntil(quietly(closeRead(message.tags)));
});

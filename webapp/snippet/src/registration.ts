/** The site's service worker and its push subscription. */
import { keyBytes } from "./device";
import { scriptUrl } from "./trusted";

/** Push services may not answer at all (seen with Chromium where Google is out of reach). */
const PATIENCE = 60_000;

/** Resolves when the registration has an active worker: only then can it subscribe. */
function activated(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active || !worker) return Promise.resolve(registration);
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(registration);
      if (worker.state === "redundant") reject(new Error("worker_failed"));
    });
  });
}

export const register = async (url: string): Promise<ServiceWorkerRegistration> =>
  activated(await navigator.serviceWorker.register(scriptUrl(url)));

const inTime = <T>(work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("push_service_silent"));
    }, PATIENCE);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });

function sameKey(subscription: PushSubscription, key: Uint8Array): boolean {
  const used = subscription.options.applicationServerKey;
  return !used || new Uint8Array(used).join() === key.join();
}

/** The subscription under the workspace's key `vapid`: the present one, or a new one.
 *
 * A key that has changed makes the old subscription useless: push services take only the key that
 * subscribed (RFC 8292 §4.2). Without a key (server out of reach) the present one stays.
 */
export async function subscribed(
  registration: ServiceWorkerRegistration,
  vapid: string | null,
): Promise<PushSubscription | null> {
  const present = await registration.pushManager.getSubscription();
  if (!vapid) return present;
  const applicationServerKey = keyBytes(vapid);
  if (present && sameKey(present, applicationServerKey)) return present;
  await present?.unsubscribe();
  return inTime(registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
}

/** Ends this site's subscription under `url`'s worker, if there is one. */
export async function unsubscribe(url: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(new URL(url, location.href).href);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

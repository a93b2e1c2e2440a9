/** The page's push room: asks the browser, subscribes, and keeps the server's picture true. */
import { workspaceSettings } from "./api";
import { answered, deleteDevice, keepDevice, putDevice, type Answer, type Cause, type Device, type Status } from "./device";
import type { Emitter } from "./emitter";
import { deviceFacts, hindrance, learnModel, noteRefused, pushStatus } from "./facts";
import { nameOf, provable, type IdentityRoom, type Stay } from "./identity";
import { alone } from "./locks";
import { register, subscribed, unsubscribe } from "./registration";
import type { Storage } from "./storage";

/** Shown for a browser that allows push where the person or the workspace has turned it off. */
export type Shown = Status | "withdrawn";

export interface Push {
  status(): Shown;
  /** Asks (call it within the click) and subscribes; the status afterwards. Never rejects. */
  enable(): Promise<Shown>;
  /** Ends the subscription here; permission stays as the browser has it. Never rejects. */
  disable(): Promise<Shown>;
  /** Reports subscription and status; calls made meanwhile are one report. */
  sync(): Promise<void>;
  /** Ends when the server has heard of a subscription that is being made: what she does meanwhile is told
   * after it, or a push that answers it would find no device. Waits some seconds at most. */
  ready(): Promise<unknown>;
}

export interface Place {
  writeKey: string;
  host: string;
  serviceWorker: string;
}

/** Why nothing is subscribed though the browser allows it; "" when push is on. */
type Off = "" | "pending" | "withdrawn" | "ask";

/** Firefox names the refusal, Chromium only words it. */
const denied = (fault: unknown): boolean =>
  fault instanceof Error && (fault.name === "NotAllowedError" || /permission denied/i.test(fault.message));

const FIRST_PAUSE = 4000;
const LONGEST_PAUSE = 300_000;
/** A sign-out waits no longer than this for the events before it, nor events for a subscription before them. */
const PATIENCE = 5000;
const patience = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, PATIENCE));
const left = (): Promise<unknown> =>
  new Promise((resolve) => {
    addEventListener("pagehide", resolve, { once: true });
  });
/** Names of stays that are remembered as told. */
const REMEMBERED = 20;

/** Whether this is whom the server takes to be here. */
const heard = ({ told }: Device, stay: Stay): boolean => told?.at(-1) === nameOf(stay);

export function createPush(
  place: Place,
  storage: Storage,
  emitter: Emitter,
  identity: IdentityRoom,
  flush: () => Promise<void>,
): Push {
  const { writeKey, host, serviceWorker } = place;
  let turn: Promise<unknown> = Promise.resolve();
  let queued: Promise<void> | null = null;
  let failures = 0;
  let asking = false;
  let subscribing: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const off = (): Off => storage.get<Off>("off") ?? "";
  const keep = (changes: Partial<Device>): Promise<Device> =>
    keepDevice(writeKey, host, { here: identity.current().anonymousId, ...changes });
  const turnOff = async (why: Off): Promise<void> => {
    storage.set("off", why);
    await keep({ off: why !== "" });
  };

  const status = (): Shown => {
    const now = pushStatus();
    if (now !== "allowed" || off() === "") return now;
    return off() === "ask" ? "ask" : "withdrawn";
  };

  const failed = (fault: unknown): null => {
    emitter.emit("error", { code: fault instanceof Error ? fault.name + ": " + fault.message : "push" });
    again();
    return null;
  };

  /** One piece of work after the other, over all tabs: a report must not overtake a subscription. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(() => alone("device", work)).catch(failed) as Promise<void>;
    turn = done;
    return done;
  };

  const again = (): void => {
    const longest = Math.min(FIRST_PAUSE * 2 ** failures++, LONGEST_PAUSE);
    clearTimeout(timer);
    timer = setTimeout(() => void sync(), longest / 2 + (Math.random() * longest) / 2);
  };

  const subscription = async (): Promise<PushSubscription | null> => {
    const { vapidPublicKey: key, fallback } = await workspaceSettings(host, writeKey);
    if (key) await keep({ vapidPublicKey: key, fallback });
    const registration = await register(serviceWorker);
    return subscribed(registration, key).catch((fault: unknown) => {
      // Private windows grant permission and then refuse what it permits: the report says so.
      if (denied(fault) && Notification.permission === "granted") noteRefused();
      throw fault;
    });
  };

  const settle = async (answer: Answer, anonymousId: string, cause: Cause, sent: Status): Promise<void> => {
    await keep(answered(answer, anonymousId));
    const ended = sent === "allowed" && cause === "sync" && answer.status !== "allowed";
    // After the workspace's reset the answer is "ask": the person may be asked again.
    if (ended && !off()) await turnOff(answer.status === "ask" ? "ask" : "withdrawn");
  };

  /** A report already on its way when the prompt was answered tells of that answer, too. */
  const causeOf = (now: Status): Cause =>
    storage.get<Cause>("cause") ?? (asking && now !== "ask" ? "prompt" : "sync");

  /** Who is to be told of, in order. What they did goes first, where somebody has left or come. */
  const stays = async (): Promise<[device: Device, stays: Stay[]]> => {
    const device = await keep({});
    const { told = [] } = device;
    const { length } = identity.stays(told);
    if (length > 1 || (told.length && !heard(device, identity.current()))) {
      await Promise.race([flush(), patience(), left()]);
    }
    return [device, identity.stays(told)];
  };

  /** Says whose the browser is before a subscription is at hand: who signs out may close the page at once (G3). */
  const changeHands = async (stay: Stay, now: Status, device: Device): Promise<Answer | false | null> =>
    device.visitorToken && device.anonymousId !== stay.anonymousId && causeOf(now) === "sync"
      ? tell(stay, now, "sync", null, device)
      : false;

  const report = async (): Promise<void> => {
    await learnModel();
    const [device, everybody] = await stays();
    const here = everybody.pop() as Stay;
    const now = pushStatus();
    const moved = !everybody.length && (await changeHands(here, now, device));
    // Without a worker or a push service she has her bell all the same.
    const held = now === "allowed" && !off() ? await subscription().catch(failed) : null;
    if (moved && !held && pushStatus() === now) reported(moved, null, null);
    else if (await tellOfFormer(everybody, now, held, device)) await reportHere(here, held, device);
  };

  /** False where the server may take it later. */
  const tellOfFormer = async (
    gone: Stay[],
    now: Status,
    held: PushSubscription | null,
    device: Device,
  ): Promise<boolean> => {
    for (const stay of gone) {
      if ((await tell(stay, stay.status ?? now, stay.cause ?? "sync", held, device)) === null) return false;
    }
    return true;
  };

  const reportHere = async (stay: Stay, held: PushSubscription | null, device: Device): Promise<void> => {
    const kept = storage.get<Cause>("cause");
    const now = pushStatus();
    const answer = await tell(stay, now, causeOf(now), held, device);
    if (answer) reported(answer, held, kept);
  };

  const reported = (answer: Answer, held: PushSubscription | null, kept: Cause | null): void => {
    if (held ?? status() !== "allowed") {
      failures = 0;
      // The cause outlives a page that closed before all was told, and no longer.
      if (kept) storage.set("cause", null);
    }
    storage.set("on", held !== null && answer.status === "allowed");
    emitter.emit("status", {
      status: status(),
      subscribed: held !== null && status() === "allowed",
      deviceId: answer.deviceId,
      why: hindrance(),
    });
  };

  /** Reports one stay. False where the server does not want to hear of it, null where it may later. */
  const tell = async (
    stay: Stay,
    now: Status,
    cause: Cause,
    held: PushSubscription | null,
    device: Device,
  ): Promise<Answer | false | null> => {
    const { anonymousId, userId, token } = provable(stay);
    const facts = deviceFacts();
    // Nothing is awaited first: a page that is left says this, and no more.
    void keep({ anonymousId, facts });
    const answer = await putDevice(host, device.visitorToken, {
      writeKey,
      anonymousId,
      userId,
      identityToken: token,
      kind: "web",
      status: now,
      cause,
      ...(held && now === "allowed" && { subscription: held.toJSON() }),
      device: facts,
    });
    if (typeof answer === "number" && refused(answer)) return null;
    device.told = [...(device.told ?? []), nameOf(stay)].slice(-REMEMBERED);
    await keep({ told: device.told });
    identity.heard(stay);
    if (typeof answer === "number") return false;
    Object.assign(device, { anonymousId, visitorToken: answer.visitorToken });
    await settle(answer, anonymousId, cause, now);
    return answer;
  };

  /** True where it may pass; the next page load reports anyway. */
  const refused = (code: number): boolean => {
    emitter.emit("error", { code: `devices_${code}` });
    const passing = code >= 500 || code === 429;
    if (passing) again();
    return passing;
  };

  const withdraw = async (): Promise<void> => {
    const { deviceId, visitorToken } = await keep({});
    if (!deviceId || !visitorToken || (await deleteDevice(host, visitorToken, deviceId))) {
      await turnOff("withdrawn");
      emitter.emit("status", { status: status(), subscribed: false, deviceId, why: hindrance() });
    } else {
      again();
    }
  };

  const sync = (): Promise<void> => {
    // At once, and with nobody to answer: the worker is to know who has left.
    void keep({});
    queued ??= inTurn(async () => {
      queued = null;
      if (off() === "pending") await withdraw();
      await report();
    });
    const unheard = !storage.get("on") || storage.get("cause");
    if (pushStatus() === "allowed" && !off() && unheard) subscribing = queued;
    return queued;
  };

  const enable = (): Promise<Shown> => {
    const before = pushStatus();
    if (before === "unsupported") return Promise.resolve(before);
    asking = before === "ask";
    // Synchronously within the click, or browsers refuse to ask. Old Safari answers by callback only.
    const asked = new Promise<void>((resolve) => {
      const done = (): void => {
        resolve();
      };
      void (Notification.requestPermission(done) as Promise<unknown> | undefined)?.then(done, done);
    });
    const answered = asked.then(async () => {
      asking = false;
      storage.set("cause", before === "ask" ? "prompt" : "enable");
      if (pushStatus() === "allowed") await turnOff("");
    });
    // The browser tells of the change before it answers: that report waits, and is this one.
    turn = turn.then(() => answered).catch(() => undefined);
    return answered.then(sync).then(status);
  };

  const disable = async (): Promise<Shown> => {
    await turnOff("pending");
    await inTurn(async () => {
      await withdraw();
      if (pushStatus() !== "unsupported") await unsubscribe(serviceWorker);
    });
    return status();
  };

  return { status, enable, disable, sync, ready: () => Promise.race([subscribing, patience()]) };
}

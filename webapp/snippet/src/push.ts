/** The page's push room: asks the browser, subscribes, and keeps the server's picture true. */
import { workspaceSettings } from "./api";
import { deleteDevice, keepDevice, putDevice, type Answer, type Cause, type Device, type Report, type Status } from "./device";
import type { Emitter } from "./emitter";
import { deviceFacts, hindrance, learnModel, noteRefused, pushStatus } from "./facts";
import type { IdentityRoom } from "./identity";
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

export function createPush(place: Place, storage: Storage, emitter: Emitter, identity: IdentityRoom): Push {
  const { writeKey, host, serviceWorker } = place;
  let turn: Promise<unknown> = Promise.resolve();
  let queued: Promise<void> | null = null;
  let failures = 0;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const off = (): Off => storage.get<Off>("off") ?? "";
  const keep = (changes: Partial<Device>): Promise<Device> => keepDevice(writeKey, host, changes);
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

  /** One piece of work after the other: a report must not overtake a subscription. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work).catch(failed) as Promise<void>;
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

  /** False while push is on and the subscription that was told of is missing. */
  const whole = ({ subscription: endpoint }: Report): boolean => endpoint !== undefined || status() !== "allowed";

  const settle = async (answer: Answer, told: Report): Promise<void> => {
    const { cause, status: sent } = told;
    if (whole(told)) failures = 0;
    await keep({ deviceId: answer.deviceId, visitorToken: answer.visitorToken });
    const ended = sent === "allowed" && cause === "sync" && answer.status !== "allowed";
    // After the workspace's reset the answer is "ask": the person may be asked again.
    if (ended && !off()) await turnOff(answer.status === "ask" ? "ask" : "withdrawn");
    emitter.emit("status", {
      status: status(),
      subscribed: told.subscription !== undefined && status() === "allowed",
      deviceId: answer.deviceId,
      why: hindrance(),
    });
  };

  /** A report already on its way when the prompt was answered tells of that answer, too. */
  const unprompted = (now: Status): Cause => (asking && now !== "ask" ? "prompt" : "sync");

  /** Says whose the browser is now before a subscription is at hand: who signs out may close the page at once (G3). */
  const changeHands = async (told: Omit<Report, "cause">): Promise<Answer | number | null> => {
    const before = await keep({});
    if (!before.visitorToken || before.anonymousId === told.anonymousId) return null;
    const answer = await putDevice(host, before.visitorToken, { ...told, cause: "sync" });
    if (typeof answer === "number") return answer;
    const { deviceId, visitorToken } = answer;
    await keep({ anonymousId: told.anonymousId, facts: told.device, deviceId, visitorToken });
    return answer;
  };

  /** Tells it, with the subscription where there is one; what was answered, and what was told. */
  const tell = async (told: Omit<Report, "cause">, cause: Cause): Promise<[Answer | number, Report]> => {
    const moved = cause === "sync" ? await changeHands(told) : null;
    // Without a worker or a push service she has her bell all the same.
    const held = told.status === "allowed" && !off() ? await subscription().catch(failed) : null;
    const all = { ...told, status: pushStatus(), cause, ...(held && { subscription: held.toJSON() }) };
    if (moved && !held && all.status === told.status) return [moved, all];
    const { visitorToken } = await keep({ anonymousId: told.anonymousId, facts: told.device });
    return [await putDevice(host, visitorToken, all), all];
  };

  const report = async (): Promise<void> => {
    await learnModel();
    const { anonymousId, userId, token } = identity.current();
    const now = pushStatus();
    const kept = storage.get<Cause>("cause");
    const cause = kept ?? unprompted(now);
    const device = deviceFacts();
    const told = { writeKey, anonymousId, userId, identityToken: token, kind: "web", status: now, device } as const;
    const [answer, all] = await tell(told, cause);
    if (typeof answer === "number") {
      refused(answer);
    } else {
      // The cause outlives a page that closed before all was told, and no longer.
      if (kept && whole(all)) storage.set("cause", null);
      await settle(answer, all);
    }
  };

  const refused = (code: number): void => {
    emitter.emit("error", { code: `devices_${code}` });
    // Only what may pass is tried again; the next page load reports anyway.
    if (code >= 500 || code === 429) again();
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
    queued ??= inTurn(async () => {
      queued = null;
      if (off() === "pending") await withdraw();
      await report();
    });
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

  return { status, enable, disable, sync };
}

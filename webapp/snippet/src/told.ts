/** What is to be told of popups: kept until the server has taken it, in order. */
import type { Answer } from "./offer";
import type { Storage } from "./storage";

export interface Telling {
  offer: string;
  what: "shown" | "answer";
  body: { token: string; answer?: Answer; categories?: string[] };
}

const KEY = "told";
const ANSWERED = "answered";
/** Beyond this the oldest are forgotten: the offers have long expired by then. */
const MOST = 20;

/** One call to a visitor endpoint; it rejects when it should be tried again later. */
export async function call(host: string, path: string, token: string, body?: object): Promise<Response> {
  const response = await fetch(`${host}/v1/me/popups${path}`, {
    method: body ? "POST" : "GET",
    credentials: "omit",
    keepalive: body !== undefined,
    headers: { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (response.status >= 500 || [408, 429].includes(response.status)) throw new Error(`popups_${response.status}`);
  return response;
}

export function createTold(host: string, storage: Storage) {
  // The site's other scripts write into the same storage: what is no list is none of ours.
  const listed = <T>(key: string): T[] => {
    const list = storage.get<T[]>(key);
    return Array.isArray(list) ? list : [];
  };
  const kept = (): Telling[] => listed<Telling>(KEY);
  const answered = (): string[] => listed<string>(ANSWERED);
  const same = (one: Telling, other: Telling): boolean => one.offer === other.offer && one.what === other.what;
  let sending: Promise<void> | null = null;

  // What the server refuses for good (answered elsewhere, expired, another person's) is done with.
  const sendAll = async (token: string): Promise<void> => {
    for (let one = kept()[0]; one; one = kept()[0]) {
      const sent = one;
      await call(host, `/${encodeURIComponent(sent.offer)}/${sent.what}`, token, sent.body);
      storage.set(KEY, kept().filter((other) => !same(other, sent)));
    }
  };

  return {
    add(one: Telling): void {
      storage.set(KEY, [...kept().filter((other) => !same(other, one)), one].slice(-MOST));
      if (one.what === "answer") storage.set(ANSWERED, [...answered(), one.offer].slice(-MOST));
    },
    /** True when the person has answered this offer, in whatever tab: a look on its way may not know. */
    answered: (offer: string): boolean => answered().includes(offer),
    /** Sends what is kept; rejects when some of it is to be tried again. */
    send(token: string): Promise<void> {
      sending ??= sendAll(token).finally(() => {
        sending = null;
      });
      return sending;
    },
  };
}

/** Calls to the visitor endpoints with the token of this browser's device; a token that has ended is renewed once. */
import type { Around } from "../place";

/** Why a call brought nothing: nothing answered, not now, nobody is known here, or it is refused for good. */
export type Kind = "offline" | "busy" | "signed_out" | "refused";

export class Failure extends Error {
  constructor(
    readonly kind: Kind,
    code: string,
    /** Milliseconds that the server wants to be left alone. */
    readonly after: number | null = null,
  ) {
    super(code);
  }
}

export type Ask = (method: string, path: string, body?: object, signal?: AbortSignal) => Promise<Response>;

const kindOf = (status: number): Kind => {
  if (status === 401) return "signed_out";
  return status >= 500 || status === 408 || status === 429 ? "busy" : "refused";
};

async function failureOf(response: Response): Promise<Failure> {
  const { status } = response;
  const told = (await response.json().catch(() => null)) as { code?: unknown } | null;
  const code = typeof told?.code === "string" ? told.code : `http_${status}`;
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  return new Failure(kindOf(status), code, Number.isFinite(seconds) ? seconds * 1000 : null);
}

export interface Calls {
  ask: Ask;
  /** Another person is here. */
  forget: () => void;
}

export function createCalls({ host, device, push, emitter }: Around): Calls {
  /** At hand without waiting: what is marked while its link is followed must leave at once. */
  let present: string | null = null;
  const look = async (): Promise<string | null> => {
    try {
      return (present = (await device()).visitorToken);
    } catch {
      throw new Failure("offline", "offline");
    }
  };
  // After a refusal this is tried again.
  emitter.on("status", () => void look().catch(() => undefined));
  const tokenBeside = async (ended: string | null, otherwise: Kind): Promise<string> => {
    if ((await look()) === ended) await push.sync();
    const token = await look();
    if (!token || token === ended) throw new Failure(otherwise, "no_visitor_token");
    return token;
  };
  const send = async (token: string, ...[method, path, body, signal]: Parameters<Ask>): Promise<Response> => {
    try {
      return await fetch(`${host}/v1/me${path}`, {
        method,
        credentials: "omit",
        cache: "no-store",
        // An item is marked while its link is followed: the call outlives the page.
        keepalive: body !== undefined,
        headers: { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) },
        ...(body && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
    } catch {
      throw new Failure("offline", "offline");
    }
  };
  const ask: Ask = async (...call) => {
    const token = present ?? (await tokenBeside(null, "offline"));
    let response = await send(token, ...call);
    if (response.status === 401) response = await send(await tokenBeside(token, "signed_out"), ...call);
    if (!response.ok) throw await failureOf(response);
    return response;
  };
  const forget = (): void => {
    present = null;
  };
  return { ask, forget };
}

/** Keeps the draft: a moment after each change, one call at a time, never over somebody else's. */
import { useCallback, useEffect, useRef, useState } from "react";

import { isProblem } from "../../../api/problem";
import { saveDraft, type JourneyWhole } from "../queries";
import type { Document } from "./document";
import { isPassing, next, type Event, type Saving } from "./saving";

const PAUSE = 700;
const AGAIN = 5_000;

export interface Keeping {
  state: Saving;
  /** Why the last try failed, while the state is `failed`. */
  cause: unknown;
  /** Save now what is not saved. Answers the version that is kept, or null if that failed. */
  flush: () => Promise<number | null>;
  /** The newer draft has been taken over. */
  settle: (kept: JourneyWhole, document: Document) => void;
}

interface Here {
  state: Saving;
  version: number;
  kept: Document;
  now: Document;
  /** The call on its way. */
  call?: Promise<void> | undefined;
}

export function useSaving(journey: JourneyWhole, document: Document): Keeping {
  const [{ state, cause }, setState] = useState<Pick<Keeping, "state" | "cause">>({ state: "saved", cause: null });
  const at = useRef<Here>({ state, version: journey.draft_version, kept: document, now: document });
  const { id } = journey;
  const tell = useCallback((event: Event, why: unknown = null): void => {
    at.current.state = next(at.current.state, event);
    setState({ state: at.current.state, cause: why });
  }, []);
  const put = useCallback(async (): Promise<void> => {
    const here = at.current;
    const sent = here.now;
    tell("send");
    try {
      here.version = (await saveDraft(id, here.version, sent)).draft_version;
      here.kept = sent;
      tell(here.now === sent ? "kept" : "kept an older");
    } catch (error) {
      tell(isProblem(error, "changed_meanwhile") ? "outrun" : "refuse", error);
    } finally {
      here.call = undefined;
    }
  }, [id, tell]);
  const send = useCallback((): Promise<void> => {
    const here = at.current;
    if (!here.call && (here.state === "changed" || here.state === "failed")) here.call = put();
    return here.call ?? Promise.resolve();
  }, [put]);
  useEffect(() => {
    at.current.now = document;
    if (document !== at.current.kept) tell("edit");
  }, [document, tell]);
  useEffect(() => {
    const waits = state === "changed" ? PAUSE : state === "failed" && isPassing(cause) ? AGAIN : null;
    if (waits === null) return undefined;
    const timer = setTimeout(() => void send(), waits);
    return () => clearTimeout(timer);
  }, [state, cause, document, send]);
  useLeaving(at, send);
  const flush = useCallback(async (): Promise<number | null> => {
    // What is on its way first, then what was changed since.
    await at.current.call;
    do await send();
    while (at.current.state === "changed");
    return at.current.state === "saved" ? at.current.version : null;
  }, [send]);
  return {
    state,
    cause,
    flush,
    settle: (kept, taken) => {
      Object.assign(at.current, { version: kept.draft_version, kept: taken });
      tell("settle");
    },
  };
}

/** Once the browser is connected again it is sent at once; whoever leaves is asked, and what can be is sent. */
function useLeaving(at: { readonly current: Here }, send: () => Promise<void>): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (at.current.state !== "saved") event.preventDefault();
    };
    const again = (): void => void send();
    addEventListener("beforeunload", ask);
    addEventListener("online", again);
    return () => {
      removeEventListener("beforeunload", ask);
      removeEventListener("online", again);
      void send();
    };
  }, [at, send]);
}

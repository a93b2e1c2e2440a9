/** Keeps the draft: a moment after each change, one call at a time, never over somebody else's. */
import { useCallback, useEffect, useRef, useState } from "react";

import { isProblem } from "../../../api/problem";
import { saveDraft, type JourneyWhole } from "../queries";
import type { Document } from "./document";
import { next, type Event, type Saving } from "./saving";

const PAUSE = 700;
const AGAIN = 5_000;

export interface Keeping {
  state: Saving;
  /** Save now what is not saved. Answers the version that is kept, or null if that failed. */
  flush: () => Promise<number | null>;
  /** The newer draft has been taken over. */
  settle: (kept: JourneyWhole, document: Document) => void;
}

export function useSaving(journey: JourneyWhole, document: Document): Keeping {
  const [state, setState] = useState<Saving>("saved");
  const at = useRef({ state, version: journey.draft_version, kept: document, now: document });
  const { id } = journey;
  const tell = useCallback((event: Event): void => {
    at.current.state = next(at.current.state, event);
    setState(at.current.state);
  }, []);
  const send = useCallback(async (): Promise<void> => {
    const here = at.current;
    if (here.state !== "changed" && here.state !== "failed") return;
    const sent = here.now;
    tell("send");
    try {
      here.version = (await saveDraft(id, here.version, sent)).draft_version;
      here.kept = sent;
      tell(here.now === sent ? "kept" : "kept an older");
    } catch (error) {
      tell(isProblem(error, "changed_meanwhile") ? "outrun" : "refuse");
    }
  }, [id, tell]);
  useEffect(() => {
    at.current.now = document;
    if (document !== at.current.kept) tell("edit");
  }, [document, tell]);
  useEffect(() => {
    if (state !== "changed" && state !== "failed") return undefined;
    const timer = setTimeout(() => void send(), state === "failed" ? AGAIN : PAUSE);
    return () => clearTimeout(timer);
  }, [state, document, send]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (at.current.state !== "saved") event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("beforeunload", ask);
      void send();
    };
  }, [send]);
  return {
    state,
    flush: async () => {
      await send();
      return at.current.state === "saved" ? at.current.version : null;
    },
    settle: (kept, taken) => {
      at.current = { ...at.current, version: kept.draft_version, kept: taken };
      tell("settle");
    },
  };
}

/** The live connection: one stream while the page is seen and somebody wants it; where there is no room, looks now and then. */
import { Failure, type Ask } from "./ask";
import { reader, type Event } from "./events";

/** Between two looks, and after the first failure; it doubles with each. */
const LOOK = 30_000;
const FIRST_PAUSE = 4000;
const LONGEST_PAUSE = 300_000;
/** A stream ends after a while so that its place goes round: the next is asked for after this. */
const BREATH = 300;

export interface Around {
  ask: Ask;
  wanted: () => boolean;
  heard: (event: Event) => void;
  /** Asks once, where there is no room for a stream. */
  look: () => Promise<void>;
  failed: (fault: unknown) => void;
}

const jittered = (pause: number): number => pause * (1 + Math.random() / 2);

async function listen(body: ReadableStream<Uint8Array>, heard: (event: Event) => void): Promise<void> {
  const pieces = body.getReader();
  const read = reader();
  const decoder = new TextDecoder();
  for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
    read(decoder.decode(piece.value, { stream: true })).forEach(heard);
  }
}

export function createLive({ ask, wanted, heard, look, failed }: Around) {
  let open: AbortController | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pauseAfter = async (fault: unknown): Promise<number> => {
    if (fault instanceof Failure && fault.kind === "busy" && fault.message === "too_many_streams") {
      await look();
      failures = 0;
      return Math.max(LOOK, fault.after ?? 0);
    }
    failed(fault);
    const asked = fault instanceof Failure ? (fault.after ?? 0) : 0;
    return Math.max(asked, Math.min(FIRST_PAUSE * 2 ** failures++, LONGEST_PAUSE));
  };

  const round = async (signal: AbortSignal): Promise<number> => {
    try {
      const response = await ask("GET", "/stream", undefined, signal);
      failures = 0;
      if (response.body) await listen(response.body, heard);
      return BREATH;
    } catch (fault) {
      if (signal.aborted) return 0;
      return await pauseAfter(fault).catch((worse: unknown) => {
        failed(worse);
        return LOOK;
      });
    }
  };

  const stop = (): void => {
    clearTimeout(timer);
    open?.abort();
    open = null;
  };

  const run = async (mine: AbortController): Promise<void> => {
    const pause = await round(mine.signal);
    if (open !== mine) return;
    timer = setTimeout(() => {
      open = null;
      start();
    }, jittered(pause));
  };

  const start = (): void => {
    if (open || document.visibilityState !== "visible" || !wanted()) return;
    open = new AbortController();
    void run(open);
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") start();
    else stop();
  });

  /** For another person: what is open ends, and begins anew with her token. */
  const restart = (): void => {
    stop();
    failures = 0;
    start();
  };

  return {
    start,
    restart,
    /** The server has answered something else: what failed before need not wait any longer. */
    recover: (): void => {
      if (failures) restart();
      else start();
    },
  };
}

/** A document that is being changed: what is kept, what stands on the screen, what is wrong with it. */
import { useBlocker } from "@tanstack/react-router";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useCallback, useEffect, useRef, useState } from "react";

import { isProblem, Problem } from "../../api/problem";
import { queries } from "../../api/queries";
import { confirm } from "../Confirm";
import { tellDone, tellFailure } from "../Failure";
import { put, same, type Document } from "./document";
import { documentOf, type Kept, type Library } from "./library";

export type Faults = Readonly<Record<string, string>>;

export interface Editing<Draft> {
  draft: Draft;
  set: (path: string, value: unknown) => void;
  dirty: boolean;
  busy: boolean;
  /** What the server said of the last try to save, by path. */
  faults: Faults;
  /** Somebody else has saved meanwhile. */
  outrun: boolean;
  save: (over?: boolean) => Promise<boolean>;
  /** Show the newer one; what was changed here is gone. */
  renew: () => Promise<void>;
}

/** Ask before what is not saved is left behind. */
function useGuard(dirty: boolean): void {
  useBlocker({
    disabled: !dirty,
    enableBeforeUnload: dirty,
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname) return false;
      const leave = await confirm({
        title: i18n._(msg`Leave without saving?`),
        act: i18n._(msg`Leave`),
        choice: true,
        body: i18n._(msg`What you have changed here is not saved, and will be lost.`),
      });
      return !leave;
    },
  });
}

const first = (errors: Record<string, string[]>): Faults =>
  Object.fromEntries(Object.entries(errors).map(([path, [message = ""]]) => [path, message]));

export function useEditing<Item extends Kept, Draft extends Document & { key: string }>(
  item: Item,
  library: Library<Item, Draft>,
): Editing<Draft> {
  const [kept, keep] = useState(item);
  const [draft, change] = useState(() => documentOf(item) as unknown as Draft);
  const [state, tell] = useState({ busy: false, outrun: false, faults: {} });
  const dirty = !same(draft, documentOf(kept));
  const now = useRef({ draft, kept });
  useEffect(() => {
    now.current = { draft, kept };
  });
  useGuard(dirty);
  /** `sent`: what was typed since then stays. */
  const take = useCallback((next: Item, sent?: Draft): void => {
    keep(next);
    change((before) => (sent && before !== sent ? before : (documentOf(next) as unknown as Draft)));
    tell({ busy: false, outrun: false, faults: {} });
  }, []);
  const save = useCallback(
    async (over = false): Promise<boolean> => {
      const sent = now.current;
      tell((before) => ({ ...before, busy: true }));
      try {
        take(await library.replace(over ? null : sent.kept.version, sent.draft), sent.draft);
        tellDone(i18n._(library.saved ?? msg`Saved. It is live at once.`));
        return true;
      } catch (error) {
        const outrun = isProblem(error, "changed_meanwhile");
        tell({ busy: false, outrun, faults: error instanceof Problem ? first(error.errors) : {} });
        if (!outrun) tellFailure(error);
        return false;
      }
    },
    [library, take],
  );
  const renew = useCallback(async (): Promise<void> => {
    take(await queries.query({ ...library.query(now.current.kept.key), staleTime: 0 }));
  }, [library, take]);
  const set = useCallback((path: string, value: unknown) => change((before) => put(before, path, value)), []);
  return { draft, set, dirty, ...state, save, renew };
}

import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { isProblem } from "../../api/problem";
import { confirm } from "../../parts/Confirm";
import { tellFailure } from "../../parts/Failure";
import { problemsOf } from "./problems";
import { freshSegment, type Draft, type Segment } from "./queries";

interface Drafting {
  draft: Draft;
  change: (draft: Draft) => void;
  changed: boolean;
  refused: unknown;
  saving: boolean;
  /** Somebody else has saved meanwhile. */
  outrun: boolean;
  /** Null where it was refused; `over`: whoever has saved meanwhile. */
  save: (over?: boolean) => Promise<Segment | null>;
  /** Show the newer one; what was changed here is gone. */
  renew: () => Promise<void>;
}

/** A segment as it was when the draft began; one that is new has neither id nor version. */
type Begun = Draft & Partial<Pick<Segment, "id" | "version">>;
type Put = (draft: Draft, version: number | undefined) => Promise<Segment>;

const draftOf = ({ name, rule }: Begun): Draft => ({ name, rule });

const isOutrun = (error: unknown): boolean => isProblem(error, "changed_meanwhile");
const same = (one: Draft, other: Draft): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is being written, whether it is another than what is saved, and saving it; leaving it asks. */
export function useDraft(saved: Begun, put: Put): Drafting {
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(() => draftOf(saved));
  const [refused, refuse] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const done = useRef(false);
  const changed = !same(draftOf(base), draft);
  const holds = (): boolean => changed && !done.current;
  useBlocker({
    enableBeforeUnload: holds,
    shouldBlockFn: async ({ current, next }) => {
      if (!holds() || current.pathname === next.pathname) return false;
      const leave = await confirm({
        title: i18n._(msg`Leave without saving?`),
        body: i18n._(msg`What you have changed here is not saved, and will be lost.`),
        act: i18n._(msg`Leave`),
        choice: true,
      });
      return leave !== true;
    },
  });
  const take = (kept: Begun): void => {
    setBase(kept);
    setDraft(draftOf(kept));
    refuse(null);
  };
  const save = async (over = false): Promise<Segment | null> => {
    setSaving(true);
    try {
      const kept = await put({ ...draft, name: draft.name.trim() }, over ? undefined : base.version);
      done.current = true;
      setTimeout(() => {
        done.current = false;
      });
      take(kept);
      return kept;
    } catch (error) {
      refuse(error);
      const { name, rule } = problemsOf(error);
      if (name === undefined && rule.length === 0 && !isOutrun(error)) tellFailure(error);
      return null;
    } finally {
      setSaving(false);
    }
  };
  const renew = async (): Promise<void> => take(await freshSegment(base.id ?? ""));
  return { draft, change: setDraft, changed, refused, saving, outrun: isOutrun(refused), save, renew };
}

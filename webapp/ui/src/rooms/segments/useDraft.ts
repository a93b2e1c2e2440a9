import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useBlocker } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { confirm } from "../../parts/Confirm";
import { tellFailure } from "../../parts/Failure";
import { problemsOf } from "./problems";
import type { Draft, Segment } from "./queries";

interface Drafting {
  draft: Draft;
  change: (draft: Draft) => void;
  changed: boolean;
  refused: unknown;
  saving: boolean;
  save: () => Promise<Segment | null>;
}

const same = (one: Draft, other: Draft): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is being written, whether it is another than what is saved, and saving it; leaving it asks. */
export function useDraft(saved: Draft, put: (draft: Draft) => Promise<Segment>): Drafting {
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(saved);
  const [refused, refuse] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const done = useRef(false);
  const changed = !same(base, draft);
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
  const save = async (): Promise<Segment | null> => {
    setSaving(true);
    try {
      const kept = await put({ ...draft, name: draft.name.trim() });
      done.current = true;
      setTimeout(() => {
        done.current = false;
      });
      const { name, rule } = kept;
      setBase({ name, rule });
      setDraft({ name, rule });
      refuse(null);
      return kept;
    } catch (error) {
      refuse(error);
      const { name, rule } = problemsOf(error);
      if (name === undefined && rule.length === 0) tellFailure(error);
      return null;
    } finally {
      setSaving(false);
    }
  };
  return { draft, change: setDraft, changed, refused, saving, save };
}

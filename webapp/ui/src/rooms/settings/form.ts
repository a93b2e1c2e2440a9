/** The workspace's settings while they are changed: what is kept, what was typed, what the server says of it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "../../api/problem";
import { explain, type Told } from "../../parts/problems";
import { taggedSettingsQuery } from "../../api/settings";
import { saveSettings, type Settings, type SettingsChange } from "./queries";

/** What of the draft differs from what is kept. */
export function changesOf(kept: Settings, draft: SettingsChange): SettingsChange {
  const names = Object.keys(draft) as (keyof SettingsChange)[];
  const changed = names.filter((name) => JSON.stringify(draft[name]) !== JSON.stringify(kept[name]));
  return Object.fromEntries(changed.map((name) => [name, draft[name]]));
}

/** What the server says of a field, or of something inside of it: `domains/1` is of `domains`. */
export function saidOf(errors: Record<string, string[]>, name: string): string | undefined {
  const found = Object.entries(errors).find(([path]) => path === name || path.startsWith(`${name}/`));
  if (!found) return undefined;
  const [path, messages] = found;
  const place = path.slice(name.length + 1);
  return place === "" ? messages.join(" ") : `${place}: ${messages.join(" ")}`;
}

export interface Form {
  settings: Settings;
  /** With what was typed. */
  value: Settings;
  set: (change: SettingsChange) => void;
  error: (name: keyof SettingsChange) => string | undefined;
  changed: boolean;
  busy: boolean;
  wrong: Told | null;
  /** Somebody else saved meanwhile. */
  overtaken: boolean;
  save: () => Promise<boolean>;
  /** Forget what was typed, and look at what is kept now. */
  reset: () => void;
}

interface Asked {
  form: Form | null;
  failure: unknown;
  again: () => void;
}

const FRESH = { wrong: null as Told | null, errors: {} as Record<string, string[]>, overtaken: false };

export function useForm(): Asked {
  const { data, error, refetch } = useQuery(taggedSettingsQuery);
  const [draft, setDraft] = useState<SettingsChange>({});
  const [told, setTold] = useState(FRESH);
  const [busy, setBusy] = useState(false);
  const again = (): void => void refetch();
  if (!data) return { form: null, failure: error, again };
  const { settings, tag } = data;
  const changes = changesOf(settings, draft);
  const save = async (): Promise<boolean> => {
    setBusy(true);
    try {
      await saveSettings(changes, tag);
      setDraft({});
      setTold(FRESH);
      return true;
    } catch (refusal) {
      const errors = refusal instanceof Problem ? refusal.errors : {};
      setTold({ wrong: explain(refusal), errors, overtaken: refusal instanceof Problem && refusal.status === 412 });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const reset = (): void => {
    setDraft({});
    setTold(FRESH);
    again();
  };
  const form: Form = {
    settings,
    value: { ...settings, ...draft },
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    error: (name) => saidOf(told.errors, name),
    changed: Object.keys(changes).length > 0,
    busy,
    wrong: told.wrong,
    overtaken: told.overtaken,
    save,
    reset,
  };
  return { form, failure: null, again };
}

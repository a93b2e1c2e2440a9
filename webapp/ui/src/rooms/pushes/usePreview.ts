/** What the server makes of the push as it is written now. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "../../api/problem";
import { nested, placeholders, type Document } from "../../parts/resources/document";
import { faultsOf } from "../../parts/resources/faults";
import { settingsQuery } from "../../api/settings";
import { personQuery } from "../../parts/resources/queries";
import type { Faults } from "../../parts/resources/useEditing";
import { previewQuery, type Preview, type PreviewBody, type PushDocument } from "./queries";
import type { EditorView } from "./view";

type Values = Readonly<Record<string, string>>;
const PAUSE = 250;
const TRAITS = "person.traits.";
const EVENT = "event.properties.";

export interface Previewing {
  shown: Preview | undefined;
  /** The call itself failed: the server is not there. */
  error: unknown;
  /** What would hinder saving, by path. */
  faults: Faults;
  /** The workspace's language: what the document itself is written in. */
  own: string;
  brand: { name: string; icon: string | null };
  /** Fields of a person and an event that can stand in a text. */
  fields: readonly string[];
  /** Those the push asks for that somebody has to say a value for. */
  wanted: readonly string[];
  /** What is written, and with what it is looked at. */
  body: PreviewBody;
  values: Readonly<Record<string, string>>;
  setValue: (field: string, value: string) => void;
}

const BASIC = ["person.traits.name", "person.user_id", "person.language", "workspace.name", "event.name"];

/** The values of the fields that begin so, without their beginning. */
function below(prefix: string, values: Readonly<Record<string, string>>): Document {
  const found = Object.entries(values).filter(([path]) => path.startsWith(prefix));
  return nested(Object.fromEntries(found.map(([path, value]) => [path.slice(prefix.length), value])));
}

/** What the server is asked: the document, for whom, and what has happened. */
function bodyOf(document: PushDocument, language: string, values: Values, person: string | undefined): PreviewBody {
  const properties = below(EVENT, values);
  return {
    document,
    language,
    person_id: person ?? null,
    traits: person === undefined ? below(TRAITS, values) : {},
    event: Object.keys(properties).length > 0 ? "event" : null,
    properties,
  };
}

/** Those placeholders whose values nobody knows: of the event, and of a person who is nobody in particular. */
const wantedOf = (asked: readonly string[], invented: boolean): string[] =>
  asked.filter((field) => field.startsWith(EVENT) || (invented && field.startsWith(TRAITS)));

interface Workspace {
  own: string;
  brand: { name: string; icon: string | null };
}

function useWorkspace(): Workspace {
  const { data } = useQuery(settingsQuery);
  return { own: data?.default_language ?? "en", brand: { name: data?.name ?? "", icon: data?.icon ?? null } };
}

function useFields(person: string | undefined, asked: readonly string[]): string[] {
  const { data } = useQuery(personQuery(person ?? ""));
  const traits = Object.keys(data?.traits ?? {}).map((name) => `${TRAITS}${name}`);
  return [...new Set([...BASIC, ...traits, ...asked])];
}

/** While a placeholder is only half written nothing can be rendered: the last drawing stays. */
function useLast(shown: Preview | undefined): Preview | undefined {
  const [last, keep] = useState<Preview>();
  if (shown?.content && shown !== last) keep(shown);
  if (!shown || shown.content || !last) return shown;
  return { ...last, refused: shown.refused, problems: shown.problems };
}

export function usePreview(draft: PushDocument, { lang, person }: EditorView): Previewing {
  const [values, change] = useState<Record<string, string>>({});
  const { own, brand } = useWorkspace();
  const body = bodyOf(draft, lang ?? own, values, person);
  // As a text: it is the same as long as it says the same.
  const [settled] = useDebouncedValue(JSON.stringify(body), PAUSE);
  const { data: shown, error } = useQuery(previewQuery(JSON.parse(settled) as never));
  const asked = placeholders(draft);
  return {
    shown: useLast(shown),
    error: error instanceof Problem && error.status === 422 ? null : error,
    faults: faultsOf(shown?.problems, error),
    own,
    brand,
    fields: useFields(person, asked),
    wanted: wantedOf(asked, person === undefined),
    body,
    values,
    setValue: (field, value) => change((before) => ({ ...before, [field]: value })),
  };
}

/** What the snippet would be given of the popup as it is written now. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { Problem } from "../../api/problem";
import { faultsOf } from "../../parts/resources/faults";
import { settingsQuery } from "../../api/settings";
import type { Faults } from "../../parts/resources/useEditing";
import { previewQuery, type PopupDocument } from "./queries";
import type { EditorView } from "./view";

const PAUSE = 200;

export interface Previewing {
  content: object | undefined;
  faults: Faults;
  error: unknown;
  /** The workspace's language: what the document itself is written in. */
  own: string;
}

export function usePreview(draft: PopupDocument, { lang }: EditorView): Previewing {
  const { data: settings } = useQuery(settingsQuery);
  const own = settings?.default_language ?? "en";
  // As a text: it is the same as long as it says the same.
  const [settled] = useDebouncedValue(JSON.stringify({ document: draft, language: lang ?? own }), PAUSE);
  const { data, error } = useQuery(previewQuery(JSON.parse(settled) as never));
  return {
    content: data?.content,
    faults: faultsOf(data?.problems, error),
    error: error instanceof Problem && error.status === 422 ? null : error,
    own,
  };
}

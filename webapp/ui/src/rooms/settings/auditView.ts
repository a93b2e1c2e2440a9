/** The audit log's address: `?who=member:…&what=key.created`. */
import { tidy, type View } from "../../list/view";

export interface AuditView extends View {
  /** `member:ID`, `key:ID` or `command`; without it everybody. */
  who?: string;
  /** One kind of change; without it all. */
  what?: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value.slice(0, 200) : undefined);

export const readAuditView = (search: Record<string, unknown>): AuditView =>
  tidy({ who: text(search.who), what: text(search.what) });

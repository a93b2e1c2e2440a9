import { IconAlertTriangle } from "@tabler/icons-react";
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { Failure } from "../../parts/Failure";
import css from "./Editor.module.css";
import type { Previewing } from "./usePreview";

const WHY: Record<string, MessageDescriptor> = {
  link_not_allowed: msg`A link leads where this workspace may not lead. Add the domain in the settings, or change it.`,
  empty_title: msg`The title is empty for this person: it would not be sent. Give the placeholder a default.`,
  too_large: msg`It is too large even without its message. Shorten addresses of pictures and links.`,
};

/** Why it would not be sent as it is. */
export function Refused({ preview: { shown, error, faults } }: { preview: Previewing }) {
  if (error) return <Failure error={error} />;
  const refused = shown?.refused;
  const word = refused && WHY[refused.code];
  if (word) return <Note>{i18n._(word)}</Note>;
  if (Object.keys(faults).length === 0) return null;
  return (
    <Note>
      <Trans>It cannot be saved yet: mend what is marked.</Trans>
    </Note>
  );
}

function Note({ children }: { children: React.ReactNode }) {
  return (
    <p className={css.refused} role="status">
      <IconAlertTriangle size={16} aria-hidden />
      <span>{children}</span>
    </p>
  );
}

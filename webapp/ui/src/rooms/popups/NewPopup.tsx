import { Modal, UnstyledButton } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { tellFailure } from "../../parts/Failure";
import { KINDS } from "./kinds";
import { make } from "./make";
import css from "./Popups.module.css";
import type { PopupDocument, Template } from "./queries";
import { TEMPLATES } from "./view";

/** Pick a kind, and it is there with words to change. */
export function NewPopup({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useLingui();
  return (
    <Modal opened={opened} onClose={close} title={t`New popup`} closeButtonProps={{ "aria-label": t`Close` }}>
      <Kinds />
    </Modal>
  );
}

function Kinds() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const begin = async (template: Template): Promise<void> => {
    setBusy(true);
    try {
      const title = i18n._(msg`May we tell you what is new?`);
      const made = await make({ key: template, template, title } as PopupDocument);
      await navigate({ to: "/popups/$key", params: { key: made.key } });
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  return (
    <div className={css.kinds}>
      {TEMPLATES.map((template) => (
        <UnstyledButton key={template} className={css.kind} disabled={busy} onClick={() => void begin(template)}>
          <strong>{i18n._(KINDS[template].word)}</strong>
          <small>{i18n._(KINDS[template].about)}</small>
        </UnstyledButton>
      ))}
    </div>
  );
}

import { Button, Group, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { tellFailure } from "../../../../parts/Failure";
import { createReference, keyOf } from "../../../../parts/references";
import css from "./Form.module.css";

interface Props {
  kind: string;
  /** What it is for. */
  label: string;
  close: () => void;
  made: (key: string) => void;
}

/** Just enough to go on with: its words, and the key that it is named by. The rest is added in its room. */
export function Making({ kind, label, close, made }: Props) {
  const { t } = useLingui();
  const [title, setTitle] = useState("");
  const [key, setKey] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const shown = key ?? keyOf(title);
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await createReference(kind, shown, title);
      made(shown);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.making} aria-label={t`New: ${label}`} onSubmit={(event) => void send(event)}>
      <TextInput
        label={t`Title`}
        required
        maxLength={200}
        data-autofocus
        value={title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <TextInput
        label={t`Key`}
        description={t`Small letters, digits and dashes. It stays.`}
        required
        maxLength={60}
        value={shown}
        onChange={({ currentTarget }) => setKey(currentTarget.value)}
      />
      <Group gap={8}>
        <Button type="submit" size="compact-md" loading={busy}>
          <Trans>Create</Trans>
        </Button>
        <Button variant="default" size="compact-md" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
    </form>
  );
}

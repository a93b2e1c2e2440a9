import { Button, Group, Modal, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";

import { queries } from "../../api/queries";
import { tellFailure } from "../../parts/Failure";
import { freeKey, keyOf } from "../../parts/resources/document";
import { categories, type CategoryDocument } from "../../parts/resources/queries";

const LONGEST = 100;

/** A name, and the category is there. */
export function NewCategory({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useLingui();
  return (
    <Modal opened={opened} onClose={close} title={t`New category`} closeButtonProps={{ "aria-label": t`Close` }}>
      <Form close={close} />
    </Modal>
  );
}

async function make(name: string): Promise<string> {
  const all = await queries.query({ ...categories.listQuery, staleTime: 0 });
  const key = freeKey(keyOf(name), new Set(all.map((each) => each.key)));
  await categories.create({ key, name } as CategoryDocument);
  return key;
}

function Form({ close }: { close: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    setBusy(true);
    try {
      await navigate({ to: "/categories/$key", params: { key: await make(name.trim()) } });
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void create();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t`Name`}
        description={t`As people read it where they choose.`}
        required
        maxLength={LONGEST}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy} disabled={name.trim() === ""}>
          <Trans>Create category</Trans>
        </Button>
      </Group>
    </form>
  );
}

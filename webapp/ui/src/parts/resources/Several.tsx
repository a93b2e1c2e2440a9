import { Button } from "@mantine/core";
import { IconCopy, IconTrash } from "@tabler/icons-react";
import { i18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { tellDone, tellFailure } from "../Failure";
import { removeSeveral, type Pile } from "./removal";

interface Props<Item> {
  of: Pile<Item>;
  items: readonly Item[];
  done: () => void;
}

/** What can be done with those of a list that are selected: copies of them, or away with them. */
export function Several<Item>({ of, items, done }: Props<Item>) {
  const [busy, setBusy] = useState(false);
  const { copy } = of;
  const run = (act: () => Promise<boolean>): void => {
    setBusy(true);
    void act()
      .then((is) => {
        if (is) done();
      })
      .catch(tellFailure)
      .finally(() => setBusy(false));
  };
  const copies = async (): Promise<boolean> => {
    for (const item of items) await copy?.(item);
    tellDone(i18n._(msg({ message: plural(items.length, { one: "# copy is made.", other: "# copies are made." }) })));
    return true;
  };
  return (
    <>
      {copy && (
        <Button
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          loading={busy}
          onClick={() => run(copies)}
        >
          <Trans>Duplicate</Trans>
        </Button>
      )}
      <Button
        variant="default"
        c="var(--wm-danger)"
        leftSection={<IconTrash size={16} aria-hidden />}
        loading={busy}
        onClick={() => run(() => removeSeveral(of, items))}
      >
        <Trans>Delete…</Trans>
      </Button>
    </>
  );
}

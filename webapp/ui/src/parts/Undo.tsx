import { Button } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { say } from "./Corner";
import { tellFailure } from "./Failure";

const STAYS = 12_000;
let told = 0;

/** A quiet word that something is done, and for a while the way back. */
export function tellUndo(message: string, undo: () => Promise<unknown>): void {
  told += 1;
  const id = `undo ${told}`;
  const back = async (): Promise<void> => {
    const { notifications } = await import("./notices");
    notifications.hide(id);
    await undo();
  };
  void say({
    id,
    autoClose: STAYS,
    title: message,
    message: (
      <Button size="compact-sm" variant="default" mt={4} onClick={() => void back().catch(tellFailure)}>
        {i18n._(msg`Undo`)}
      </Button>
    ),
  });
}

import { Button, Group, Modal } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, useSyncExternalStore, type ReactNode } from "react";

import { useFocusBack } from "./focus";

interface Question<Choice> {
  title: string;
  /** What will be, and whether it can be undone. */
  body: ReactNode | ((choice: Choice, choose: (choice: Choice) => void) => ReactNode);
  /** The verb on the button: "Archive journey". */
  act: string;
  /** Where the body offers a choice: the one that stands there first. */
  choice: Choice;
  /** It can be taken back: the button is not red. */
  calm?: boolean;
  /** There is nothing to be decided: one button closes it. */
  tells?: boolean;
}

interface Open extends Question<unknown> {
  answer: (choice: unknown) => void;
}

let open: Open | null = null;
const listeners = new Set<() => void>();

function show(next: Open | null): void {
  open = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Ask before what cannot be taken back. Answers the choice, or null for "no". */
export function confirm<Choice = true>(question: Question<Choice>): Promise<Choice | null> {
  return new Promise((answer) => show({ ...(question as Question<unknown>), answer: answer as Open["answer"] }));
}

/** The one dialog that all questions share; stands in the frame. */
export function Confirm() {
  const asked = useSyncExternalStore(subscribe, () => open);
  return asked && <Dialog asked={asked} />;
}

function Dialog({ asked }: { asked: Open }) {
  const { t } = useLingui();
  const [choice, choose] = useState(asked.choice);
  useFocusBack();
  const answer = (given: unknown): void => {
    show(null);
    asked.answer(given);
  };
  return (
    <Modal
      opened
      onClose={() => answer(null)}
      title={asked.title}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {typeof asked.body === "function" ? asked.body(choice, choose) : asked.body}
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={() => answer(null)} data-autofocus>
          {asked.tells ? asked.act : <Trans>Cancel</Trans>}
        </Button>
        {!asked.tells && (
          <Button {...(!asked.calm && { color: "red" })} onClick={() => answer(choice)}>
            {asked.act}
          </Button>
        )}
      </Group>
    </Modal>
  );
}

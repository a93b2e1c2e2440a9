import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Trans } from "@lingui/react/macro";

import type { JourneyWhole } from "../queries";
import { PublishDialog } from "../publishing/PublishDialog";
import type { Keeping } from "./useSaving";

interface Props {
  journey: JourneyWhole;
  keeping: Keeping;
  inside: number;
}

/** What makes the draft live; its look says whether there is anything to publish. */
export function Publish({ journey, keeping, inside }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const { status, changed } = journey;
  if (status === "archived") return null;
  return (
    <>
      <Button disabled={!changed && keeping.state === "saved"} onClick={open}>
        <Trans>Publish…</Trans>
      </Button>
      {opened && <PublishDialog close={close} {...{ journey, keeping, inside }} />}
    </>
  );
}

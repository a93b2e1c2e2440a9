import { Button, Group, Progress, Stack } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import { Failure } from "../../../parts/Failure";
import { Report } from "./Report";
import { send, type Columns } from "./sending";
import { NOTHING, type Counts } from "./uses";

interface Props {
  file: File;
  columns: Columns;
  close: () => void;
}

/** The import under way, and in the end what became of it. */
export function Sending({ file, columns, close }: Props) {
  const { t } = useLingui();
  const [counts, setCounts] = useState<Counts>(NOTHING);
  const [read, setRead] = useState(0);
  const [ended, setEnded] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const stopped = useRef(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    stopped.current = false;
    const tell = (so: Counts, bytes: number): void => {
      if (!current) return;
      setCounts(so);
      setRead(bytes);
    };
    send(file, columns, tell, () => stopped.current || !current)
      .catch((error: unknown) => current && setFailed(error as Error))
      .finally(() => current && setEnded(true));
    return () => {
      current = false;
    };
  }, [file, columns, attempt]);
  const again = (): void => {
    setFailed(null);
    setEnded(false);
    setAttempt((number) => number + 1);
  };
  const done = file.size === 0 ? 100 : Math.round((100 * read) / file.size);
  return (
    <Stack gap={16}>
      {!ended && <Progress value={done} aria-label={t`How far the file is read`} />}
      <Report counts={counts} />
      {failed && <Failure error={failed} retry={again} />}
      <Group justify="flex-end" gap={8}>
        {ended ? (
          <Button onClick={close}>
            <Trans>Done</Trans>
          </Button>
        ) : (
          <Button variant="default" onClick={() => (stopped.current = true)}>
            <Trans>Stop</Trans>
          </Button>
        )}
      </Group>
    </Stack>
  );
}

import { ActionIcon, Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  IconArrowBackUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconReload,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { Time } from "../../../parts/Time";
import css from "../Stage.module.css";
import type { Play, Turn } from "./play";
import type { Tried } from "./queries";

interface Props {
  play: Play;
  tried: Tried | undefined;
  turn: (turn: Turn) => void;
  again: () => void;
}

const BEAT = 1_200;
const NEXT: Turn = { do: "move", move: { next_timer: true } };

/** What `datetime-local` writes, in the reader's zone, as the API reads it. */
const instant = (local: string): string | null => {
  const moment = Date.parse(local);
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
};

/** The time of the play: it stands still until it is moved, by a jump to the next timer, to a date, or by play. */
export function Clock({ play, tried, turn, again }: Props) {
  const { t } = useLingui();
  const [playing, setPlaying] = useState(false);
  const waits = tried !== undefined && tried.next_timer !== null;
  const runs = playing && waits;
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setTimeout(() => turn(NEXT), BEAT);
    return () => clearTimeout(timer);
  }, [runs, tried, turn]);
  const began = play.moves.length > 0;
  return (
    <div className={css.bar}>
      <ActionIcon
        size={32}
        disabled={!waits}
        aria-label={runs ? t`Stop the clock` : t`Play`}
        onClick={() => setPlaying(!runs)}
      >
        {runs ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
      </ActionIcon>
      <p role="status" aria-label={t`Time of the test`}>
        <Time at={tried?.now ?? play.start} clock />
      </p>
      <Button
        variant="default"
        disabled={!waits}
        leftSection={<IconPlayerSkipForward size={16} aria-hidden />}
        onClick={() => turn(NEXT)}
      >
        <Trans>To the next timer</Trans>
      </Button>
      <Jump turn={turn} />
      <Button
        className={css.end}
        variant="subtle"
        color="gray"
        disabled={!began}
        leftSection={<IconArrowBackUp size={16} aria-hidden />}
        onClick={() => turn({ do: "back" })}
      >
        <Trans>Take back</Trans>
      </Button>
      <Button
        variant="subtle"
        color="gray"
        disabled={!began}
        leftSection={<IconReload size={16} aria-hidden />}
        onClick={again}
      >
        <Trans>Start again</Trans>
      </Button>
    </div>
  );
}

function Jump({ turn }: Pick<Props, "turn">) {
  const { t } = useLingui();
  const [local, setLocal] = useState("");
  const until = instant(local);
  return (
    <>
      <TextInput
        type="datetime-local"
        aria-label={t`Jump to`}
        value={local}
        onChange={(event) => setLocal(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={until === null}
        onClick={() => until !== null && turn({ do: "move", move: { until } })}
      >
        <Trans>Jump</Trans>
      </Button>
    </>
  );
}

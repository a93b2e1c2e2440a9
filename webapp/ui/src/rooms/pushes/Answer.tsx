import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Schemas } from "../../api/client";
import { State } from "../../parts/Chip";
import { reasonWord } from "../../parts/room/reasons";
import css from "./Editor.module.css";
import { messageQuery } from "./queries";

const AGAIN = 1_000;
type Send = Schemas["SendItem"];
const ACCEPTED = "accepted";
const UNDER_WAY = ["pending", "claimed"];

/** What became of the test, and what the push service itself said. */
export function Answer({ message }: { message: string }) {
  const { data } = useQuery({
    ...messageQuery(message),
    refetchInterval: ({ state }) => (over(state.data?.sends[0]) ? false : AGAIN),
  });
  const [send] = data?.sends ?? [];
  const waits = send && UNDER_WAY.includes(send.state) ? data?.reason : null;
  return (
    <div className={css.answer} role="status">
      {send ? <Told send={send} waits={waits} /> : <Trans>On its way…</Trans>}
    </div>
  );
}

/** Whether nothing more is to come: it failed, or the device has shown it. */
function over(send: Send | undefined): boolean {
  if (!send || UNDER_WAY.includes(send.state)) return false;
  return send.state !== ACCEPTED || send.displayed_at !== null;
}

interface ToldProps {
  send: Send;
  /** Why it is held back as yet. */
  waits: string | null | undefined;
}

function Told({ send: { state, reason, answer, displayed_at: displayed }, waits }: ToldProps) {
  const why = reason ?? waits;
  return (
    <>
      <div>
        <State kind="send" state={state} />
      </div>
      {why && <p>{reasonWord(why)}</p>}
      {answer && (
        <p>
          <Trans>The push service answered:</Trans> <code dir="ltr">{answer}</code>
        </p>
      )}
      {displayed && (
        <p>
          <Trans>The device has shown it.</Trans>
        </p>
      )}
    </>
  );
}

import { Plural, Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { State } from "../../parts/Chip";
import { reasonWord } from "../../parts/room/reasons";
import { Time } from "../../parts/Time";
import css from "./Messages.module.css";
import type { Send } from "./queries";
import { deviceOf } from "./rows";

/** What came of it on each device. */
export function Sends({ sends }: { sends: readonly Send[] }) {
  return (
    <section>
      <h2 className={css.title}>
        <Trans>Devices</Trans>
      </h2>
      {sends.length === 0 && (
        <p>
          <Trans>It was sent to no device.</Trans>
        </p>
      )}
      {sends.map((send) => (
        <Card key={send.device} send={send} />
      ))}
    </section>
  );
}

function Card({ send }: { send: Send }) {
  const { attempts, unclear, reason, answer } = send;
  return (
    <div className={css.card}>
      <div className={css.line}>
        <strong>{deviceOf(send) || send.device}</strong>
        <State kind="send" state={send.state} />
      </div>
      {reason !== null && <p>{reasonWord(reason)}</p>}
      <ul className={css.times}>
        <Moment title={<Trans>Due</Trans>} at={send.settled_at === null ? send.due_at : null} />
        <Moment title={<Trans>Settled</Trans>} at={send.settled_at} />
        <Moment title={<Trans>Displayed</Trans>} at={send.displayed_at} />
        <Moment title={<Trans>Clicked</Trans>} at={send.clicked_at} />
        <Moment title={<Trans>Dismissed</Trans>} at={send.dismissed_at} />
        {attempts > 0 && (
          <li>
            <span>
              <Trans>Tries</Trans>
            </span>
            <span>
              {attempts}
              {unclear > 0 && (
                <>
                  {" · "}
                  <Plural value={unclear} one="# without a clear answer" other="# without a clear answer" />
                </>
              )}
            </span>
          </li>
        )}
      </ul>
      {answer !== null && answer !== reason && <code className={css.answer}>{answer}</code>}
    </div>
  );
}

function Moment({ title, at }: { title: ReactNode; at: string | null }) {
  return (
    at !== null && (
      <li>
        <span>{title}</span>
        <Time at={at} exact />
      </li>
    )
  );
}

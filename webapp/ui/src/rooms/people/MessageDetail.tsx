import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Schemas } from "../../api/client";
import { State } from "../../parts/Chip";
import { reasonWord } from "../../parts/room/reasons";
import { Time } from "../../parts/Time";
import css from "./Person.module.css";
import { wordsQuery, type Message, type Send } from "./queries";
import { reasonOf } from "./timeline";

/** A message opened: its words, why it stands as it does, and what came of it on each device. */
export function MessageDetail({ message, push }: { message: Message; push: Schemas["PushItem"] | undefined }) {
  const { data: got, isPending } = useQuery(wordsQuery(message.id));
  const words = got ?? push;
  // What a device tells stands beside it.
  const reason = message.sends.some((send) => send.reason === reasonOf(message)) ? null : reasonOf(message);
  return (
    <div className={css.detail}>
      {reason && <p>{reasonWord(reason)}</p>}
      {words && !isPending && (
        <figure className={css.words} {...(got && { lang: got.language })}>
          <strong>{words.title}</strong>
          <p>{words.message}</p>
          <figcaption className={css.hint}>
            {got ? (
              <Trans>As the person got it.</Trans>
            ) : (
              <Trans>As the push is written now, with its placeholders.</Trans>
            )}
          </figcaption>
        </figure>
      )}
      <ul className={css.sends}>
        {message.sends.map((send) => (
          <li key={send.device}>
            <SendLine send={send} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function SendLine({ send }: { send: Send }) {
  const name = [send.browser, send.platform, send.model].filter(Boolean).join(" · ") || send.device;
  const { settled_at: settled, displayed_at: displayed, clicked_at: clicked, dismissed_at: dismissed } = send;
  return (
    <>
      {name} <State kind="send" state={send.state} />
      <Why send={send} />
      {settled && <Time at={settled} />}
      {displayed && <Trans>Displayed <Time at={displayed} /></Trans>}
      {clicked && <Trans>Clicked <Time at={clicked} /></Trans>}
      {dismissed && <Trans>Dismissed <Time at={dismissed} /></Trans>}
      {send.answer && <code>{send.answer}</code>}
    </>
  );
}

/** The reason in words; not where the push service's own answer, which stands at the end, is all that is known. */
function Why({ send: { reason, answer } }: { send: Send }) {
  return reason && reason !== answer && <span>{reasonWord(reason)}</span>;
}

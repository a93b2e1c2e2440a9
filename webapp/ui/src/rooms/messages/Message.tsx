import { useLingui } from "@lingui/react/macro";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { pushesQuery } from "../../api/names";
import { State } from "../../parts/Chip";
import { Page } from "../../parts/Page";
import { reasonWord } from "../../parts/room/reasons";
import { About } from "./About";
import css from "./Messages.module.css";
import { useNames } from "./names";
import { messageQuery } from "./queries";
import { Sends } from "./Sends";
import { Words } from "./Words";

const route = getRouteApi("/frame/messages/$messageId");

/** A message: why it stands as it does, its words, and what came of it on each device. */
export function Message() {
  const { t } = useLingui();
  const { messageId } = route.useParams();
  const { data: message } = useSuspenseQuery(messageQuery(messageId));
  const { data: pushes } = useQuery(pushesQuery);
  const nameOf = useNames();
  const push = pushes?.get(message.push);
  const { state, reason } = message;
  return (
    <Page
      title={nameOf(message.push)}
      back={{ to: "/messages", label: t`Messages` }}
      beside={(state === "pending" || state === "suppressed") && <State kind="send" state={state} />}
    >
      {reason !== null && <p className={css.why}>{reasonWord(reason)}</p>}
      <div className={css.halves}>
        <aside aria-label={t`About this message`}>
          <Words content={message.content} push={push} />
          <About message={message} />
        </aside>
        <Sends sends={message.sends} />
      </div>
    </Page>
  );
}

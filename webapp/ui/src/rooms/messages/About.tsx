import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { campaignTitlesQuery, journeyNamesQuery } from "../../api/names";
import { Time } from "../../parts/Time";
import css from "./Messages.module.css";
import type { MessageWhole } from "./queries";

/** Whom it is for, whence it comes, and until when it is tried. */
export function About({ message }: { message: MessageWhole }) {
  const { created_at: created, due_at: due, expires_at: expires } = message;
  return (
    <section>
      <h2 className={css.title}>
        <Trans>About</Trans>
      </h2>
      <dl className={css.facts}>
        <Fact title={<Trans>Person</Trans>}>
          <Link to="/people/$personId" params={{ personId: message.person }} search={{ open: message.id } as never}>
            {message.user_id ?? message.person}
          </Link>
        </Fact>
        <Origin message={message} />
        <Fact title={<Trans>Step</Trans>}>{message.node}</Fact>
        <Fact title={<Trans>Made</Trans>}>
          <Time at={created} exact />
        </Fact>
        <Fact title={<Trans>To go out</Trans>}>{due !== created && <Time at={due} exact />}</Fact>
        <Fact title={<Trans>Tried until</Trans>}>
          <Time at={expires} exact />
        </Fact>
        <Fact title={<Trans>Message ID</Trans>}>
          <code>{message.id}</code>
        </Fact>
      </dl>
    </section>
  );
}

/** The campaign or the journey that it is of; a test is of neither. */
function Origin({ message: { campaign, journey } }: { message: MessageWhole }) {
  const { data: journeys } = useQuery(journeyNamesQuery);
  const { data: titles } = useQuery(campaignTitlesQuery);
  if (campaign !== null)
    return (
      <Fact title={<Trans>Campaign</Trans>}>
        <Link to="/campaigns/$campaignId" params={{ campaignId: campaign }}>
          {titles?.get(campaign) ?? campaign}
        </Link>
      </Fact>
    );
  return (
    <Fact title={<Trans>Journey</Trans>}>
      {journey === null ? (
        <Trans>None: a test</Trans>
      ) : (
        <Link to="/journeys/$journeyId" params={{ journeyId: journey }}>
          {journeys?.get(journey) ?? journey}
        </Link>
      )}
    </Fact>
  );
}

function Fact({ title, children }: { title: ReactNode; children: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

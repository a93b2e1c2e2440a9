import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { journeyNamesQuery } from "../../api/names";
import { Failure } from "../../parts/Failure";
import { Age } from "./Age";
import css from "./Home.module.css";
import { stuckQuery, type Stuck } from "./queries";

/** What does not move, each with the place where it can be seen. */
export function Moving() {
  const { data, error, refetch } = useQuery(stuckQuery);
  return (
    <section className={css.row} aria-labelledby="moving">
      <h2 className={css.question} id="moving">
        <Trans>Is anything stuck?</Trans>
      </h2>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && <Checks of={data} />}
    </section>
  );
}

/** What reaches apps is told by its kind, not by an address. */
const APPS: Readonly<Record<string, MessageDescriptor>> = {
  fcm: msg`Firebase, for Android apps`,
  apns: msg`Apple, for iPhone and Mac apps`,
};

function Checks({ of: { timer, message, quarantine, hosts, key_refused: refused, webhooks_off: off } }: { of: Stuck }) {
  return (
    <ul className={css.checks}>
      <Check bad={timer !== null}>
        {timer === null ? <Trans>Every wait ends in time.</Trans> : <LateTimer timer={timer} />}
      </Check>
      <Check bad={message !== null}>
        {message === null ? <Trans>Every push that may go is on its way.</Trans> : <LatePush message={message} />}
      </Check>
      <Check bad={quarantine.count > 0}>
        {quarantine.count === 0 ? <Trans>Nothing is set aside.</Trans> : <SetAside quarantine={quarantine} />}
      </Check>
      <Check bad={hosts.length > 0}>
        {hosts.length === 0 ? (
          <Trans>Every push service answers.</Trans>
        ) : (
          <Trans>Some push services do not answer: their pushes wait, and are tried again.</Trans>
        )}
        {hosts.map(({ origin, failures }) => (
          <p key={origin}>
            <bdi>{APPS[origin] ? i18n._(APPS[origin]) : origin}</bdi> ·{" "}
            <Plural value={failures} one="# failure in a row" other="# failures in a row" />
          </p>
        ))}
      </Check>
      <Check bad={refused > 0}>
        {refused === 0 ? (
          <Trans>Push services accept the key.</Trans>
        ) : (
          <Link to="/messages" search={{ state: "rejected" }}>
            <Plural
              value={refused}
              one="# push was refused for its key in the last 7 days."
              other="# pushes were refused for their key in the last 7 days."
            />
          </Link>
        )}
      </Check>
      {off > 0 && (
        <Check bad>
          <Link to="/settings/webhooks">
            <Plural
              value={off}
              one="# endpoint of your servers was turned off: calls did not get through."
              other="# endpoints of your servers were turned off: calls did not get through."
            />
          </Link>
        </Check>
      )}
    </ul>
  );
}

function Check({ bad, children }: { bad: boolean; children: ReactNode }) {
  const Glyph = bad ? IconAlertTriangle : IconCircleCheck;
  return (
    <li>
      <Glyph className={css.glyph} data-bad={bad} aria-hidden />
      <div>{children}</div>
    </li>
  );
}

function LateTimer({ timer: { age, journey } }: { timer: NonNullable<Stuck["timer"]> }) {
  const { data: names } = useQuery(journeyNamesQuery);
  const name = names?.get(journey) ?? journey;
  return (
    <Link to="/journeys/$journeyId" params={{ journeyId: journey }}>
      <Trans>
        A wait in “{name}” should have ended <Age seconds={age} /> ago.
      </Trans>
    </Link>
  );
}

function LatePush({ message: { age, message } }: { message: NonNullable<Stuck["message"]> }) {
  return (
    <Link to="/messages/$messageId" params={{ messageId: message }}>
      <Trans>
        The oldest push has waited for <Age seconds={age} />.
      </Trans>
    </Link>
  );
}

function SetAside({ quarantine: { count, journeys, last_error: error } }: { quarantine: Stuck["quarantine"] }) {
  const { data: names } = useQuery(journeyNamesQuery);
  return (
    <>
      <Plural
        value={count}
        one="# thing failed five times and is set aside."
        other="# things failed five times and are set aside."
      />
      {Object.entries(journeys).map(([id, number]) => (
        <p key={id}>
          <Link to="/journeys/$journeyId" params={{ journeyId: id }}>
            {names?.get(id) ?? id}
          </Link>
          {" · "}
          {number}
        </p>
      ))}
      {error && (
        <p>
          <Trans>
            The last error: <code>{error}</code>. An operator replays it by <code>waymark quarantine replay</code>.
          </Trans>
        </p>
      )}
    </>
  );
}

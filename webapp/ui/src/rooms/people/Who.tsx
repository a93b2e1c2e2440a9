import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Schemas } from "../../api/client";
import { Time } from "../../parts/Time";
import css from "./Person.module.css";
import type { PersonWhole } from "./queries";
import { causeWord } from "./reasons";

interface Props {
  person: PersonWhole;
  status: Schemas["StatusItem"] | undefined;
}

/** Her ids and times, why her push status is what it is, her traits and markers. */
export function Who({ person, status }: Props) {
  return (
    <>
      {status?.since && (
        <p className={css.hint}>
          <Time at={status.since} /> · {causeWord(status.cause ?? "")}
        </p>
      )}
      <dl className={css.facts}>
        <Fact title={<Trans>User ID</Trans>}>{person.user_id}</Fact>
        <Fact title={<Trans>Person ID</Trans>}>
          <code>{person.id}</code>
        </Fact>
        <Fact title={<Trans>First seen</Trans>}>{person.created_at && <Time at={person.created_at} />}</Fact>
        <Fact title={<Trans>Last seen</Trans>}>{person.last_seen_at && <Time at={person.last_seen_at} />}</Fact>
        <Fact title={<Trans>Language</Trans>}>{person.language}</Fact>
        <Fact title={<Trans>Time zone</Trans>}>{person.timezone}</Fact>
        <Fact title={<Trans>Groups</Trans>}>{person.groups.join(", ")}</Fact>
        <Fact title={<Trans>Pushes</Trans>}>
          {person.reach?.push_on === false && <Trans>Turned off by the person</Trans>}
        </Fact>
      </dl>
      <Values title={<Trans>Traits</Trans>} values={person.traits} />
      <Values title={<Trans>Markers</Trans>} values={person.markers} />
    </>
  );
}

/** A line of what is known; nothing where it is not. */
function Fact({ title, children }: { title: ReactNode; children: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Values({ title, values }: { title: ReactNode; values: Record<string, unknown> }) {
  const names = Object.keys(values).sort();
  if (names.length === 0) return null;
  return (
    <section>
      <h2 className={css.title}>{title}</h2>
      <dl className={css.facts}>
        {names.map((name) => (
          <Fact key={name} title={name}>
            {typeof values[name] === "string" ? values[name] : JSON.stringify(values[name])}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

import { useLingui } from "@lingui/react/macro";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { State } from "../../parts/Chip";
import { Page } from "../../parts/Page";
import { useMay } from "../../session/session";
import { Acts } from "./Acts";
import { nameOf } from "./columns";
import { Devices } from "./Devices";
import css from "./Person.module.css";
import { personQuery, statusQuery } from "./queries";
import { Target } from "./Target";
import { Timeline } from "./Timeline";
import { Who } from "./Who";

const route = getRouteApi("/frame/people/$personId");

/** A person: who she is on one side, what happened to her on the other. */
export function Person() {
  const { t } = useLingui();
  const { personId } = route.useParams();
  const { data: person } = useSuspenseQuery(personQuery(personId));
  const { data: status } = useQuery(statusQuery(personId));
  return (
    <Page
      title={nameOf(person)}
      back={{ to: "/people", label: t`People` }}
      beside={<State kind="push" state={person.push_status} />}
      acts={useMay("administer") && <Acts person={person} />}
    >
      <div className={css.halves}>
        <aside className={css.who} aria-label={t`Who this is`}>
          <Who person={person} status={status} />
          <Target person={person} />
          <Devices person={person.id} />
        </aside>
        <Timeline key={person.id} person={person.id} />
      </div>
    </Page>
  );
}

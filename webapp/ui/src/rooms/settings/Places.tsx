import { Button, Skeleton } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { i18n } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { confirm } from "../../parts/Confirm";
import { Failure, tellDone, tellFailure } from "../../parts/Failure";
import { Time } from "../../parts/Time";
import { endPlace, placesQuery, type Place } from "./queries";
import { Section } from "./Sections";
import css from "./Settings.module.css";

async function end({ id, browser }: Place): Promise<void> {
  const sure = await confirm({
    title: i18n._(msg`End the session in ${browser}?`),
    body: i18n._(msg`Whoever uses it has to log in again.`),
    act: i18n._(msg`End session`),
    choice: true,
  });
  if (!sure) return;
  try {
    await endPlace(id);
    tellDone(i18n._(msg`The session is ended.`));
  } catch (error) {
    tellFailure(error);
  }
}

/** Where she is logged in. */
export function Places() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(placesQuery);
  return (
    <Section
      title={t`Sessions`}
      text={<Trans>Where you are logged in. End what you do not know, and change your password.</Trans>}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={56} />}
      <ul className={css.rows}>
        {data?.map((place) => (
          <Row key={place.id} place={place} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ place }: { place: Place }) {
  const { t } = useLingui();
  const { address, browser, current, seen_at } = place;
  return (
    <li className={css.row}>
      <div className={css.what}>
        <div>{browser}</div>
        <div className={css.about}>
          <bdi>{address}</bdi> · {current ? <Trans>This session</Trans> : <Time at={seen_at} />}
        </div>
      </div>
      {!current && (
        <Button variant="default" aria-label={t`End the session in ${browser}`} onClick={() => void end(place)}>
          <Trans>End</Trans>
        </Button>
      )}
    </li>
  );
}

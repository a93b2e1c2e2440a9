import { Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Failure } from "../../../parts/Failure";
import { Page } from "../../../parts/Page";
import { describedQuery } from "../flow/description";
import css from "./Gallery.module.css";
import { galleryQuery } from "./queries";
import { ReadyCard } from "./ReadyCard";

const WAITING = 6;

/** Ready-made journeys, each to be looked at and to begin with. */
export function Gallery() {
  const { t } = useLingui();
  const { data: ready, error, refetch } = useQuery(galleryQuery);
  const { data: described } = useQuery(describedQuery);
  return (
    <Page title={t`Gallery`} back={{ to: "/journeys", label: t`Journeys` }}>
      <p className={css.lead}>
        <Trans>
          Journeys that are ready to be used. One becomes a draft of your own: nothing happens to anybody until you
          publish it.
        </Trans>
      </p>
      {error && <Failure error={error} retry={() => void refetch()} />}
      <ul className={css.cards}>
        {ready && described
          ? ready.map((each) => <ReadyCard key={each.name} ready={each} described={described} />)
          : !error &&
            Array.from({ length: WAITING }, (_, each) => (
              <li key={each}>
                <Skeleton height={336} radius={6} />
              </li>
            ))}
      </ul>
    </Page>
  );
}

import { Skeleton } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Problem } from "../../api/problem";
import { State } from "../../parts/Chip";
import { Failure } from "../../parts/Failure";
import { calledOf } from "../../parts/room/called";
import { previewQuery, type Preview } from "./queries";
import css from "./Segments.module.css";

const PAUSE = 400;

/** How many people the rule holds for now, and some of them; asked anew when one stops typing. */
export function Size({ rule }: { rule: unknown }) {
  const { t } = useLingui();
  const [asked] = useDebouncedValue(rule, PAUSE);
  const { data, error, isFetching, refetch } = useQuery(previewQuery(asked));
  const unfinished = error instanceof Problem && error.status === 422;
  return (
    <aside className={css.size} aria-label={t`Size`} aria-live="polite" aria-busy={isFetching}>
      {unfinished ? (
        <p className={css.hint}>
          <Trans>The rule is not complete yet: fill in what is missing to see whom it holds for.</Trans>
        </p>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Found preview={data} />
      )}
    </aside>
  );
}

function Found({ preview }: { preview: Preview | undefined }) {
  const { i18n } = useLingui();
  if (!preview) return <Skeleton h={120} />;
  const { count, sample } = preview;
  return (
    <>
      <p className={css.count}>{new Intl.NumberFormat(i18n.locale).format(count)}</p>
      <p className={css.hint}>
        <Plural value={count} one="person now" other="people now" />
      </p>
      {sample.length > 0 && (
        <>
          <h2 className={css.title}>
            <Trans>Some of them</Trans>
          </h2>
          <ul className={css.sample}>
            {sample.map((person) => (
              <li key={person.id}>
                <Link to="/people/$personId" params={{ personId: person.id }}>
                  {calledOf(person)}
                </Link>
                <State kind="push" state={person.push_status} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

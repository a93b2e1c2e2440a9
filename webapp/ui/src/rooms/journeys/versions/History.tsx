import { Button, Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Rows } from "../../../list/cursor";
import { State } from "../../../parts/Chip";
import { Time } from "../../../parts/Time";
import type { JourneyWhole } from "../queries";
import css from "../Stage.module.css";
import { makersQuery, type Version, type Which } from "./queries";
import { VersionActs } from "./VersionActs";

interface Props {
  journey: JourneyWhole;
  /** Undefined while they are on their way. */
  versions: readonly Version[] | undefined;
  more: Rows<Version>["more"] | undefined;
  from: Which;
  to: Which;
  onPick: (pair: { old: Which; now: Which }) => void;
}

/** Every version with who made it and when; each can be looked at, kept as a file, and made the draft again. */
export function History({ journey, versions, more, from, to, onPick }: Props) {
  const { t } = useLingui();
  return (
    <section className={css.aside} aria-label={t`Versions`}>
      <h2>
        <Trans>Versions</Trans>
      </h2>
      {!versions && <Skeleton height={44} />}
      {versions?.length === 0 && (
        <p className={css.soft}>
          <Trans>None yet. Each time the draft is published it becomes a version, which stays as it is for good.</Trans>
        </p>
      )}
      <ul className={css.rows}>
        {versions?.map((version) => (
          <Row
            key={version.id}
            {...{ journey, version }}
            picked={to === String(version.number) || from === String(version.number)}
            onPick={() => onPick(pairOf(version, versions))}
          />
        ))}
      </ul>
      {more && (
        <Button variant="default" size="xs" loading={more.loading} onClick={more.load}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </section>
  );
}

/** What a version changed since the one before; the first one since itself. */
function pairOf({ number }: Version, versions: readonly Version[]): { old: Which; now: Which } {
  const before = versions.find((each) => each.number < number)?.number ?? number;
  return { old: String(before), now: String(number) };
}

interface RowProps {
  journey: JourneyWhole;
  version: Version;
  picked: boolean;
  onPick: () => void;
}

function Row({ journey, version, picked, onPick }: RowProps) {
  const { data: makers } = useQuery(makersQuery);
  const { id, number, published_at: at, published_by: by } = version;
  return (
    <li>
      <div className={css.row}>
        <button type="button" className={css.pick} aria-pressed={picked} onClick={onPick}>
          <Trans>Version {number}</Trans>
        </button>
        {journey.live_version === id && <State kind="journey" state="live" />}
        <VersionActs journey={journey} version={version} />
      </div>
      <p className={css.soft}>
        <Time at={at} /> · {makers?.get(by) ?? <Maker by={by} />}
      </p>
    </li>
  );
}

/** Whoever is no member: a program by its key, or the command line. */
function Maker({ by }: { by: string }) {
  const [kind = ""] = by.split(":");
  if (kind === "key") return <Trans>by the API</Trans>;
  if (kind === "member") return <Trans>a former member</Trans>;
  return <Trans>by Waymark</Trans>;
}

import { Trans, useLingui } from "@lingui/react/macro";
import { IconAntennaBars5, IconCircleCheck, IconClock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { Time } from "../../parts/Time";
import type { Install } from "./queries";
import css from "./Settings.module.css";
import { isFresh } from "./snippet";

/** Whether the site is heard: asked again and again while the page is open. */
export function Sites({ facts: { sites, at, allowed_origins } }: { facts: Install }) {
  const [latest] = sites;
  const fresh = latest !== undefined && isFresh(latest.last_at, at);
  const Glyph = latest ? (fresh ? IconCircleCheck : IconClock) : IconAntennaBars5;
  return (
    <div className={css.notice} data-good={fresh || undefined} role="status">
      <Glyph aria-hidden />
      <div>
        <p className={css.noticeTitle}>
          {latest ? <Heard origin={latest.origin} fresh={fresh} /> : <Trans>No site is heard yet</Trans>}
        </p>
        {latest ? (
          <List sites={sites} />
        ) : (
          <p>
            <Trans>Put the script on your site and open a page of it: it shows here within seconds.</Trans>
          </p>
        )}
        <Allowed origins={allowed_origins} />
      </div>
    </div>
  );
}

function Heard({ origin, fresh }: { origin: string | null; fresh: boolean }) {
  if (origin === null) return fresh ? <Trans>We hear your server</Trans> : <Trans>Your server was heard</Trans>;
  const site = <bdi>{origin}</bdi>;
  return fresh ? <Trans>We see your site: {site}</Trans> : <Trans>The last event came from {site}</Trans>;
}

function List({ sites }: Pick<Install, "sites">) {
  const { t } = useLingui();
  return (
    <ul className={css.plain} aria-label={t`Where events come from`}>
      {sites.map(({ origin, last_at }) => (
        <li key={origin ?? ""}>
          {origin === null ? <Trans>Your servers</Trans> : <bdi>{origin}</bdi>} · <Time at={last_at} />
        </li>
      ))}
    </ul>
  );
}

function Allowed({ origins }: { origins: string[] }) {
  if (origins.length === 0 || origins.includes("*")) return null;
  const listed = <bdi>{origins.join(", ")}</bdi>;
  return (
    <p className={css.about}>
      <Trans>Events are taken from these sites alone: {listed}.</Trans>{" "}
      <Link to="/settings/workspace" hash="sites" className={css.link}>
        <Trans>Change them</Trans>
      </Link>
    </p>
  );
}

import { IconActivity, IconAlertTriangle, IconChevronDown } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { Time } from "../../parts/Time";
import type { Entry } from "./entries";
import css from "./Live.module.css";
import type { Arrival, Refusal } from "./queries";

interface Props {
  entry: Entry;
  open: boolean;
  onOpen: (id: string | undefined) => void;
}

/** One event or refusal: what and when; open, all of it as JSON. */
export function EntryRow({ entry, open, onOpen }: Props) {
  const { id, at, name, arrival, refusal } = entry;
  const Glyph = refusal ? IconAlertTriangle : IconActivity;
  return (
    <li className={css.entry} data-refused={refusal !== undefined}>
      <Glyph className={css.glyph} aria-hidden />
      <div className={css.said}>
        <button type="button" className={css.opener} aria-expanded={open} onClick={() => onOpen(open ? undefined : id)}>
          {name}
          <IconChevronDown className={css.chevron} data-open={open} aria-hidden />
        </button>
        {refusal ? <Why refusal={refusal} /> : <Whose arrival={arrival} />}
      </div>
      <span className={css.when}>
        <Time at={at} />
      </span>
      {open && <pre className={css.json}>{JSON.stringify(arrival ?? refusal, null, 2)}</pre>}
    </li>
  );
}

function Whose({ arrival: { kind, person } }: { arrival: Arrival }) {
  const { t } = useLingui();
  return (
    <>
      <span className={css.kind}>{kind}</span>
      <Link to="/people/$personId" params={{ personId: person }} className={css.person} title={t`Person`}>
        {person}
      </Link>
    </>
  );
}

function Why({ refusal: { code, message, source } }: { refusal: Refusal }) {
  return (
    <span className={css.why}>
      <Trans>Refused</Trans>: <bdi>{message}</bdi> <code>{code}</code>{" "}
      {source === "write" ? <Trans>from a browser</Trans> : <Trans>from a server</Trans>}
    </span>
  );
}

import { NativeSelect } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Page } from "../../parts/Page";
import { useSession } from "../../session/session";
import { groupsFor, titleOf, type Place, type SectionGroup } from "./ways";
import css from "./Settings.module.css";

interface Props {
  at: Place;
  acts?: ReactNode;
  children: ReactNode;
}

/** A page of the settings, beside the ways to the others. */
export function Sections({ at, acts, children }: Props) {
  const { i18n } = useLingui();
  const groups = groupsFor(useSession().workspace.role);
  const title = titleOf(at);
  return (
    <div className={css.layout}>
      <Ways groups={groups} />
      <Choice groups={groups} at={at} />
      <div className={css.body}>
        <Page title={title ? i18n._(title) : ""} acts={acts}>
          {children}
        </Page>
      </div>
    </div>
  );
}

function Ways({ groups }: { groups: SectionGroup[] }) {
  const { i18n, t } = useLingui();
  return (
    <nav className={css.ways} aria-label={t`Settings`}>
      {groups.map(({ title, links }) => (
        <div key={title.id} className={css.group}>
          <p className={css.groupTitle}>{i18n._(title)}</p>
          {links.map(({ to, title: name }) => (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} className={css.way}>
              {i18n._(name)}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}

/** The same on a phone. */
function Choice({ groups, at }: { groups: SectionGroup[]; at: Place }) {
  const { i18n, t } = useLingui();
  const navigate = useNavigate();
  return (
    <NativeSelect
      className={css.choice}
      aria-label={t`Page of the settings`}
      value={at}
      onChange={(event) => void navigate({ to: event.currentTarget.value as Place })}
      data={groups.map(({ title, links }) => ({
        group: i18n._(title),
        items: links.map(({ to, title: name }) => ({ value: to, label: i18n._(name) })),
      }))}
    />
  );
}

interface Matter {
  title: string;
  text: ReactNode;
  /** In the address behind "#". */
  id?: string;
  children?: ReactNode;
}

/** One matter of a page: its title, what it is for, and what can be done. */
export function Section({ title, text, id, children }: Matter) {
  return (
    <section className={css.section} id={id}>
      <h2 className={css.head}>{title}</h2>
      <div className={css.text}>{text}</div>
      {children}
    </section>
  );
}

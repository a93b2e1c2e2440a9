import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Page } from "../../parts/Page";
import css from "./Settings.module.css";

/** A page of the settings, below the ways to the others. */
export function Sections({ acts, children }: { acts?: ReactNode; children: ReactNode }) {
  const { t } = useLingui();
  const exact = { exact: true };
  return (
    <Page title={t`Settings`} acts={acts}>
      <nav className={css.tabs} aria-label={t`Settings`}>
        <Link to="/settings" activeOptions={exact} className={css.tab}>
          {t`Account`}
        </Link>
        <Link to="/settings/members" activeOptions={exact} className={css.tab}>
          {t`Members`}
        </Link>
      </nav>
      {children}
    </Page>
  );
}

/** One matter of a page: its title, what it is for, and what can be done. */
export function Section({ title, text, children }: { title: string; text: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h2 className={css.head}>{title}</h2>
      <p className={css.text}>{text}</p>
      {children}
    </section>
  );
}

import { IconChevronLeft } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useLayoutEffect, type ReactNode } from "react";

import { NAME } from "./name";
import css from "./Page.module.css";

interface Props {
  title: string;
  /** Beside the title: a state, a count. */
  beside?: ReactNode;
  /** What can be done here; the first is the one thing. */
  acts?: ReactNode;
  /** The list that this belongs to. */
  back?: { to: NonNullable<LinkProps["to"]>; label: string };
  children: ReactNode;
}

/** A room's page: its title, in the window too, what can be done, and the rest. */
export function Page({ title, beside, acts, back, children }: Props) {
  // Before the router tells of the page: who listens is told this title.
  useLayoutEffect(() => {
    document.title = `${title} · ${NAME}`;
  }, [title]);
  return (
    <>
      {back && (
        <Link to={back.to} className={css.back}>
          <IconChevronLeft className={css.chevron} aria-hidden />
          {back.label}
        </Link>
      )}
      <header className={css.header}>
        <h1 className={css.title} dir="auto">
          {title}
        </h1>
        {beside}
        <div className={css.acts}>{acts}</div>
      </header>
      {children}
    </>
  );
}

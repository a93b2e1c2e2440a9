import { Link } from "@tanstack/react-router";

import { NAME } from "../parts/name";
import css from "./Rail.module.css";

/** The sign and the name; leads to the first room. */
export function Brand({ narrow }: { narrow: boolean }) {
  return (
    <Link to="/" className={css.brand} aria-label={NAME}>
      <Sign />
      {!narrow && <span>{NAME}</span>}
    </Link>
  );
}

/** A way that goes up and on. */
export function Sign({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden className={css.sign}>
      <rect width="32" height="32" rx="8" />
      <path d="M7 11l4.5 11L16 13l4.5 9L25 11" />
    </svg>
  );
}

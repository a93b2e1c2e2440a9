import { UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Trans } from "@lingui/react/macro";

import { openFinder } from "./finding";
import css from "./Top.module.css";

const APPLE = /mac|iphone|ipad/i.test(navigator.userAgent);
const KEYS = APPLE ? "⌘K" : "Ctrl K";

/** Looks like a field, opens the search. */
export function FinderButton() {
  return (
    <UnstyledButton
      className={css.find}
      onClick={openFinder}
      aria-keyshortcuts={APPLE ? "Meta+K" : "Control+K"}
    >
      <IconSearch className={css.small} aria-hidden />
      <span>
        <Trans>Search or jump to…</Trans>
      </span>
      <kbd className={css.keys} aria-hidden>{KEYS}</kbd>
    </UnstyledButton>
  );
}

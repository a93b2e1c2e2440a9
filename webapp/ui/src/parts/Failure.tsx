import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Trans } from "@lingui/react/macro";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { isEnd } from "../api/credentials";
import { Problem } from "../api/problem";
import { say } from "./Corner";
import css from "./Failure.module.css";
import { detail, explain } from "./problems";

interface Props {
  error: unknown;
  retry?: () => void;
}

/** In the place of what could not be shown: what happened, what to do. */
export function Failure({ error, retry }: Props) {
  const { happened, todo } = explain(error);
  return (
    <div className={css.failure} role="alert">
      <IconAlertTriangle className={css.glyph} aria-hidden />
      <div>
        <p className={css.happened}>{i18n._(happened)}</p>
        <p>{i18n._(todo)}</p>
        <p className={css.detail}>{detail(error)}</p>
        {retry && !isAbsent(error) && (
          <Button variant="default" onClick={retry} mt={12}>
            <Trans>Try again</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}

/** What is not there does not come by asking again. */
const isAbsent = (error: unknown): boolean => error instanceof Problem && error.status === 404;

/** What the button that closes a word in the corner is called. */
const closing = () => ({ closeButtonProps: { "aria-label": i18n._(msg`Close`) } });

/** The same in a corner, after an act that failed. A session that has ended asks for itself. */
export function tellFailure(error: unknown): void {
  if (isEnd(error)) return;
  const { happened, todo } = explain(error);
  void say({
    ...closing(),
    color: "red",
    autoClose: false,
    role: "alert",
    title: i18n._(happened),
    message: [i18n._(todo), detail(error)].filter(Boolean).join(" "),
  });
}

/** A quiet word that something is done. */
export function tellDone(message: string): void {
  void say({ ...closing(), message, autoClose: 4000 });
}

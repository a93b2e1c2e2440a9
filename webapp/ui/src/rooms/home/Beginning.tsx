import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import css from "./Home.module.css";

/** A section of the settings. */
const INSTALL: string = "/settings/install";

/** Nobody was seen yet: the two steps that lead to somebody. */
export function Beginning() {
  return (
    <>
      <p className={css.first}>
        <Trans>Nobody was seen yet. Two steps, and this page tells whether people can be reached and like it.</Trans>
      </p>
      <ol className={css.next}>
        <li>
          <div>
            <strong>
              <Trans>Put the snippet on your site</Trans>
            </strong>
            <p>
              <Trans>One line on every page; people appear here with their first visit.</Trans>
            </p>
          </div>
          <Button component={Link} to={INSTALL}>
            <Trans>Install</Trans>
          </Button>
        </li>
        <li>
          <div>
            <strong>
              <Trans>Pick a journey from the gallery</Trans>
            </strong>
            <p>
              <Trans>It asks for push at the right moment, then says hello. Change its words, and publish.</Trans>
            </p>
          </div>
          <Button component={Link} to="/journeys/gallery" variant="default">
            <Trans>Open the gallery</Trans>
          </Button>
        </li>
      </ol>
    </>
  );
}

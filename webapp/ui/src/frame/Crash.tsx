import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconMapOff } from "@tabler/icons-react";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { Link, useRouter, type ErrorComponentProps } from "@tanstack/react-router";

import { Empty } from "../parts/Empty";
import { Failure } from "../parts/Failure";
import { Page } from "../parts/Page";

/** A page that broke, or whose answer did not come: what happened, and another try. The frame stays. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const { t } = useLingui();
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const again = (): void => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  return (
    <Page title={t`This page did not open`}>
      <Failure error={error} retry={again} />
    </Page>
  );
}

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useLingui();
  return (
    <Page title={t`Nothing here`}>
      <Empty
        glyph={IconMapOff}
        title={<Trans>This address leads nowhere</Trans>}
        act={
          <Button component={Link} to="/">
            <Trans>Go to the first page</Trans>
          </Button>
        }
      >
        <Trans>It may be old, or mistyped. What you look for may be found by the search.</Trans>
      </Empty>
    </Page>
  );
}

import { Button, Skeleton } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useMemo } from "react";

import { Failure } from "../../../parts/Failure";
import { Time } from "../../../parts/Time";
import { Shown } from "../flow/Shown";
import type { JourneyWhole } from "../queries";
import { Stage } from "../Stage";
import css from "../Stage.module.css";
import { versionQuery, wayQuery, type Run } from "./queries";
import { wayDress } from "./way";
import { Who } from "./Who";

interface Props {
  journey: JourneyWhole;
  person: string;
  onBack: () => void;
}

/** One person's way through the version that she entered. */
export function Way({ journey: { id }, person, onBack }: Props) {
  const { data: way, error } = useQuery(wayQuery(id, person));
  return (
    <>
      <div className={css.bar}>
        <Who person={person} />
        <p>{way && <Since run={way.run} />}</p>
        {way === null && (
          <p>
            <Trans>has not been in this journey.</Trans>
          </p>
        )}
        <Button
          className={css.end}
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={onBack}
        >
          <Trans>Back to the numbers</Trans>
        </Button>
      </div>
      {error && <Failure error={error} />}
      {way && <Drawn id={id} version={way.run.version} at={way.run.node} said={way.said} />}
    </>
  );
}

function Since({ run: { entered_at: entered, ended_at: ended } }: { run: Pick<Run, "entered_at" | "ended_at"> }) {
  if (ended === null) {
    return (
      <Trans>
        entered <Time at={entered} /> and is inside. Lit is what was certainly passed.
      </Trans>
    );
  }
  return (
    <Trans>
      entered <Time at={entered} /> and left <Time at={ended} />. Lit is what was certainly passed.
    </Trans>
  );
}

interface DrawnProps {
  id: string;
  version: string;
  at: string | null;
  said: readonly string[];
}

function Drawn({ id, version, at, said }: DrawnProps) {
  const { data: document, error } = useQuery(versionQuery(id, version));
  const dress = useMemo(() => document && wayDress(document, at, said), [document, at, said]);
  if (error) return <Failure error={error} />;
  return <Stage>{document && dress ? <Shown document={document} dress={dress} /> : <Skeleton height={480} />}</Stage>;
}

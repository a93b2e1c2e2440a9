import { Button, Skeleton } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useMemo } from "react";

import { useView } from "../../../list/view";
import { Failure } from "../../../parts/Failure";
import { Time } from "../../../parts/Time";
import { Shown } from "../flow/Shown";
import type { JourneyWhole } from "../queries";
import { Stage } from "../Stage";
import css from "../Stage.module.css";
import type { JourneyView } from "../view";
import { Drawless } from "./Drawless";
import { versionQuery, wayQuery, type Run, type WayTaken } from "./queries";
import { Taken } from "./Taken";
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
      {way && <Drawn id={id} way={way} />}
    </>
  );
}

function Since({ run: { entered_at: entered, ended_at: ended } }: { run: Pick<Run, "entered_at" | "ended_at"> }) {
  if (ended === null) {
    return (
      <Trans>
        entered <Time at={entered} /> and is inside.
      </Trans>
    );
  }
  return (
    <Trans>
      entered <Time at={entered} /> and left <Time at={ended} />.
    </Trans>
  );
}

function Drawn({ id, way }: { id: string; way: WayTaken }) {
  const [{ step }, change] = useView<JourneyView>();
  const { data: document, error } = useQuery(versionQuery(id, way.run.version));
  const dress = useMemo(() => document && wayDress(document, way), [document, way]);
  const pick = (picked: string | undefined): void => change({ step: picked });
  if (error) return <Failure error={error} />;
  if (document === null) return <Drawless />;
  if (!document || !dress) return <Skeleton height={480} />;
  return (
    <Stage aside={<Taken {...{ document, way, step }} onStep={pick} />}>
      <Shown document={document} dress={dress} step={step} onStep={pick} />
    </Stage>
  );
}

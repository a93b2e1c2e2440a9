import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useLingui } from "@lingui/react/macro";
import { useMemo, useReducer, useState } from "react";

import { useView } from "../../../list/view";
import { Failure } from "../../../parts/Failure";
import { readDocument, type Document } from "../flow/document";
import { Shown } from "../flow/Shown";
import { Drawless } from "../numbers/Drawless";
import type { JourneyWhole } from "../queries";
import { Stage } from "../Stage";
import css from "../Stage.module.css";
import type { JourneyView } from "../view";
import { Actor } from "./Actor";
import { Clock } from "./Clock";
import { Course } from "./Course";
import { Happens } from "./Happens";
import { OwnDevice } from "./OwnDevice";
import { opening, played, theatreDress, type Play } from "./play";
import { beginningQuery, triedQuery, type Tried } from "./queries";

const now = (): string => new Date().toISOString();

/** The draft as a theatre: one person, a clock that is moved by hand, the way lit up. Nothing is sent. */
export function Theatre({ journey }: { journey: JourneyWhole }) {
  const document = useMemo(() => readDocument(journey.draft), [journey.draft]);
  return document ? <Played journey={journey} document={document} /> : <Drawless />;
}

function Played({ journey, document }: { journey: JourneyWhole; document: Document }) {
  const { t } = useLingui();
  const [{ who }, change] = useView<JourneyView>();
  const [begun] = useState(now);
  const { data: beginning } = useSuspenseQuery(beginningQuery(journey));
  const [game, turn] = useReducer(played, { start: begun, person: beginning.person }, opening);
  const play: Play = { ...game, who };
  const { data, error } = useQuery(triedQuery(journey, play));
  const tried = play.moves.length > 0 ? data : undefined;
  const again = (): void => turn({ do: "again", start: now() });
  const choose = (picked: string | undefined): void => {
    change({ who: picked });
    again();
  };
  return (
    <>
      <Clock {...{ play, tried, turn }} again={again} />
      <Stage
        aside={
          <section className={css.aside} aria-label={t`The test`}>
            <Actor {...{ play, turn }} onChoose={choose} />
            <Happens {...{ document, beginning, tried, turn }} />
            {error && <Failure error={error} />}
            <Course tried={tried} document={document} />
            <OwnDevice journey={journey} />
          </section>
        }
      >
        <Lit document={document} tried={tried} />
      </Stage>
    </>
  );
}

function Lit({ document, tried }: { document: Document; tried: Tried | undefined }) {
  const dress = useMemo(() => theatreDress(document, tried), [document, tried]);
  return <Shown document={document} dress={dress} />;
}

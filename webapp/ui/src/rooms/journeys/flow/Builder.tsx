import { useMediaQuery } from "@mantine/hooks";
import { ReactFlowProvider } from "@xyflow/react";
import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useReducer, useState, type ReactNode } from "react";

import { queries } from "../../../api/queries";
import { useView } from "../../../list/view";
import { journeyQuery, type JourneyWhole } from "../queries";
import type { JourneyView } from "../view";
import { aboutOf } from "./about";
import { Bar } from "./Bar";
import { Beside } from "./Beside";
import { Begin } from "./Begin";
import { Canvas } from "./Canvas";
import { Conflict } from "./Conflict";
import { useDescribed } from "./useDescribed";
import { readDocument, type Document } from "./document";
import type { Found } from "./drawing";
import { edit } from "./edit";
import css from "./Flow.module.css";
import { Inserting } from "./inserting";
import { NotKept } from "./NotKept";
import { Palette } from "./Palette";
import { Picking } from "./Picking";
import { pointed, usePointing } from "./pointing";
import { recalled, useRemembering } from "./remembered";
import { Tray } from "./Tray";
import { useBuilding } from "./useBuilding";
import { useFocus } from "./useFocus";
import { useInView } from "./useInView";
import { useKeys } from "./useKeys";
import { useSaving, type Keeping } from "./useSaving";

interface Tools {
  keeping: Keeping;
  /** Take over the draft as it is kept now. */
  load: () => Promise<void>;
}

interface Props {
  journey: JourneyWhole;
  document: Document;
  may: boolean;
  /** What stands above the canvas. */
  children: (tools: Tools, canvas: ReactNode) => ReactNode;
}

/** On less a journey is read, not built. */
// eslint-disable-next-line lingui/no-unlocalized-strings -- a media query
const WIDE = "(min-width: 768px)";

/** What is under the hands: the draft, how it is kept, and where the builder stands in the address. */
function useDraft({ journey, document, may: allowed }: Props) {
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const may = allowed && wide;
  const [view, change] = useView<JourneyView>();
  const [editing, act] = useReducer(edit, document, (fresh) => pointed(recalled(journey.id, fresh), view.step));
  const keeping = useSaving(journey, editing.now);
  useRemembering(journey.id, editing);
  useKeys(editing, act, may);
  useInView(editing.selected[0]);
  usePointing(editing.selected, view.step, change);
  useFocus(editing.now, editing.selected);
  const load = async (): Promise<void> => {
    const whole = await queries.query({ ...journeyQuery(journey.id), staleTime: 0 });
    const newer = readDocument(whole.draft);
    if (!newer) return;
    act({ do: "load", document: newer });
    keeping.settle(whole, newer);
  };
  const settle = (open: boolean): void => {
    if (open) act({ do: "select", ids: [] });
    change({ panel: open ? "settings" : undefined });
  };
  return { editing, act, may, small: allowed && !wide, keeping, load, settle, settings: view.panel === "settings" };
}

const OF_JOURNEY = /^(settings|name)\b/;

function Drawn(props: Props) {
  const { journey, children } = props;
  const { problems } = journey;
  const { i18n } = useLingui();
  const described = useDescribed();
  const { editing, act, may, small, keeping, load, settle, settings } = useDraft(props);
  const building = useBuilding(editing, described, act);
  const [line, setLine] = useState<string | null>(null);
  const way = ({ node, path }: Found): (() => void) | null => {
    if (node !== null) return () => building.show(node);
    return OF_JOURNEY.test(path) ? () => settle(true) : null;
  };
  const about = aboutOf(editing.now, described, i18n.locale);
  const common = { editing, described, problems, may, act };
  const canvas = (
    <>
      {keeping.state === "conflict" && <Conflict document={editing.now} load={load} />}
      {keeping.state === "failed" && <NotKept keeping={keeping} />}
      {small && (
        <p className={css.reading}>
          <Trans>On a phone a journey can be read. To change it, open it on a wider screen.</Trans>
        </p>
      )}
      <div className={css.builder} data-reading={!may || undefined}>
        <Bar {...common} keeping={keeping} tidy={building.tidy} settings={() => settle(true)} />
        {may && <Palette described={described} add={building.add} />}
        <Inserting value={may ? setLine : null}>
          <Canvas {...common} drop={building.add}>
            {editing.now.nodes.length === 0 && <Begin may={may} described={described} add={building.add} />}
          </Canvas>
        </Inserting>
        <Beside {...common} settings={settings} close={() => settle(false)} />
        <Tray problems={problems} way={way} about={about} />
      </div>
      <Picking described={described} line={line} close={() => setLine(null)} insert={building.insert} />
    </>
  );
  return children({ keeping, load }, canvas);
}

/** The draft on its canvas, with all that changes it. */
export function Builder(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  );
}

import { SegmentedControl } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { oneOf } from "../../list/view";
import { Time } from "../../parts/Time";
import type { JourneyWhole } from "./queries";
import css from "./Sides.module.css";
import { SIDES, type Side } from "./view";

interface Props {
  journey: JourneyWhole;
  side: Side | undefined;
  onSide: (side: Side | undefined) => void;
  /** Show what the draft would change. */
  onCompare: () => void;
  /** Whether the member may try the draft. */
  tries: boolean;
}

/** What the canvas shows, and on a quiet ribbon how the draft stands to what is live. */
export function Sides({ journey, side, onSide, onCompare, tries }: Props) {
  const { t } = useLingui();
  const words = { live: t`Live`, versions: t`Versions`, test: t`Test` };
  return (
    <div className={css.sides}>
      <SegmentedControl
        aria-label={t`What the canvas shows`}
        value={side ?? ""}
        onChange={(picked) => onSide(oneOf(picked, SIDES))}
        data={[
          { value: "", label: t`Draft` },
          ...SIDES.filter((each) => each !== "test" || tries).map((value) => ({ value, label: words[value] })),
        ]}
      />
      <p className={css.ribbon} data-look={look(journey, side)}>
        <span>
          <Ribbon journey={journey} side={side} />
        </span>
        {journey.live && journey.changed && side !== "versions" && (
          <button type="button" className={css.more} onClick={onCompare}>
            <Trans>Show the differences</Trans>
          </button>
        )}
      </p>
    </div>
  );
}

function look({ status, live }: JourneyWhole, side: Side | undefined): string {
  if (status === "paused" || status === "archived") return status;
  return side === "live" && live ? "live" : "draft";
}

function Ribbon({ journey: { status, live, changed }, side }: Pick<Props, "journey" | "side">) {
  if (status === "archived") return <Trans>Archived: nobody enters any more.</Trans>;
  if (status === "paused") return <Trans>Paused: nobody enters, and whoever is inside stands still.</Trans>;
  if (!live) return <Trans>Nothing is live yet: this happens to nobody.</Trans>;
  const { number, published_at: at } = live;
  if (side === "live") {
    return (
      <Trans>
        Version {number} is live since <Time at={at} />.
      </Trans>
    );
  }
  if (!changed) return <Trans>The draft is what is live: version {number}.</Trans>;
  return <Trans>The draft is not what is live: people enter version {number}.</Trans>;
}

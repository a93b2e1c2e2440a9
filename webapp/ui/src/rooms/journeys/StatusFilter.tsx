import { SegmentedControl } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import { stateWord } from "../../parts/Chip";
import { oneOf } from "../../list/view";
import { STATUSES, type Status } from "./view";

interface Props {
  status: Status | undefined;
  onPick: (status: Status | undefined) => void;
}

export function StatusFilter({ status, onPick }: Props) {
  const { t } = useLingui();
  return (
    <SegmentedControl
      aria-label={t`State`}
      value={status ?? ""}
      onChange={(picked) => onPick(oneOf(picked, STATUSES))}
      data={[
        { value: "", label: t`Current` },
        ...STATUSES.map((each) => ({ value: each, label: stateWord("journey", each) })),
      ]}
    />
  );
}

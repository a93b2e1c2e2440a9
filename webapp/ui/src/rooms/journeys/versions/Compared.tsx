import { ActionIcon, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowsLeftRight } from "@tabler/icons-react";

import css from "../Stage.module.css";
import type { Version, Which } from "./queries";

interface Props {
  from: Which;
  to: Which;
  versions: readonly Version[];
  /** Whether anything is live. */
  live: boolean;
  onPick: (pair: { old?: Which; now?: Which }) => void;
}

/** Which two are compared. */
export function Compared({ from, to, versions, live, onPick }: Props) {
  const { t } = useLingui();
  const options = [
    { value: "draft", label: t`Draft` },
    ...(live ? [{ value: "live", label: t`What is live` }] : []),
    ...versions.map(({ number }) => ({ value: String(number), label: t`Version ${number}` })),
  ];
  return (
    <div className={css.bar}>
      <p>
        <Trans>What changed from</Trans>
      </p>
      <Select
        aria-label={t`The older one`}
        w={152}
        allowDeselect={false}
        data={options}
        value={from}
        onChange={(picked) => picked && onPick({ old: picked })}
      />
      <p>
        <Trans context="compared">to</Trans>
      </p>
      <Select
        aria-label={t`The newer one`}
        w={152}
        allowDeselect={false}
        data={options}
        value={to}
        onChange={(picked) => picked && onPick({ now: picked })}
      />
      <ActionIcon size={32} aria-label={t`The other way round`} onClick={() => onPick({ old: to, now: from })}>
        <IconArrowsLeftRight size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

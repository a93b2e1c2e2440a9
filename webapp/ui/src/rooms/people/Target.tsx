import { NativeSelect } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { tellDone, tellFailure } from "../../parts/Failure";
import { useMay } from "../../session/session";
import css from "./Person.module.css";
import { targetPerson, type PersonWhole } from "./queries";

const TARGETS = ["all", "web", "native"] as const;

/** Which of her devices pushes go to, whatever a journey says (S20). */
export function Target({ person: { id, reach } }: { person: PersonWhole }) {
  const { t } = useLingui();
  const may = useMay("edit");
  const [busy, setBusy] = useState(false);
  const words = { all: t`All devices`, web: t`Browsers alone`, native: t`Native apps alone` };
  const pick = async (picked: string): Promise<void> => {
    setBusy(true);
    try {
      await targetPerson(id, TARGETS.find((each) => each === picked) ?? null);
      tellDone(t`It holds for the next push.`);
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  return (
    <section className={css.target}>
      <NativeSelect
        label={t`Target devices`}
        description={t`Holds for this person, whatever a journey says.`}
        disabled={!may || busy}
        value={reach?.target ?? ""}
        onChange={(event) => void pick(event.currentTarget.value)}
        data={[
          { value: "", label: t`As each push says` },
          ...TARGETS.map((each) => ({ value: each, label: words[each] })),
        ]}
      />
    </section>
  );
}

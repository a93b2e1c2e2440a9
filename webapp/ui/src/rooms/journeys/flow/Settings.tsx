import { TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";

import type { RuleProblem } from "../../../parts/rules/setting";
import type { Described } from "./description";
import type { Found } from "./drawing";
import type { Act, Editing } from "./edit";
import { Fields } from "./form/Fields";
import { isRecord } from "./form/given";
import { Read } from "./form/Told";
import { SideFrame } from "./SideFrame";

interface Props {
  editing: Editing;
  described: Described;
  problems: readonly Found[];
  may: boolean;
  act: (act: Act) => void;
  close: () => void;
}

/** `settings/goal/event` as the form names it: `goal/event`. */
const below = (problems: readonly Found[]): RuleProblem[] =>
  problems.flatMap(({ path, message }) => {
    const [, rest] = /^settings\/(.+)$/.exec(path) ?? [];
    return rest === undefined ? [] : [{ path: rest, message }];
  });

/** The journey's name, and its settings as the server describes them. */
export function Settings({ editing: { now }, described, problems, may, act, close }: Props) {
  const { t } = useLingui();
  const name = problems.find(({ path }) => path === "name")?.message ?? null;
  return (
    <SideFrame label={t`Settings of the journey`} title={t`Settings of the journey`} close={close}>
      {may ? (
        <TextInput
          label={t`Name of the journey`}
          withAsterisk
          maxLength={200}
          error={name}
          value={now.name}
          onChange={({ currentTarget }) => act({ do: "rename", name: currentTarget.value })}
        />
      ) : (
        <Read label={t`Name of the journey`} words={now.name} />
      )}
      <Fields
        fields={described.settings}
        values={isRecord(now.settings) ? now.settings : {}}
        described={described}
        problems={below(problems)}
        may={may}
        set={(field, value) => act({ do: "settle", name: field, value })}
      />
    </SideFrame>
  );
}

import { SegmentedControl, Select, Stack, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { stateWord } from "../../../parts/Chip";
import { PUSH_STATUS } from "../../../theme/tokens";
import css from "../Stage.module.css";
import type { Play, Turn } from "./play";
import { choiceQuery } from "./queries";
import { readTraits, writtenTraits } from "./traits";

interface Props {
  play: Play;
  turn: (turn: Turn) => void;
  onChoose: (who: string | undefined) => void;
}

/** On whom: somebody of yours as she is now, or a person that is made up. */
export function Actor({ play, turn, onChoose }: Props) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState(play.who !== undefined);
  const turned = (one: string): void => {
    setChosen(one === "chosen");
    if (one !== "chosen") onChoose(undefined);
  };
  return (
    <Stack gap={12}>
      <h2>
        <Trans>Test the draft</Trans>
      </h2>
      <p className={css.soft}>
        <Trans>Nothing is sent and nothing is kept.</Trans>
      </p>
      <SegmentedControl
        fullWidth
        aria-label={t`On whom`}
        value={chosen ? "chosen" : "invented"}
        onChange={turned}
        data={[
          { value: "invented", label: t`Made up` },
          { value: "chosen", label: t`A person of yours` },
        ]}
      />
      {chosen ? <Chosen who={play.who} onChoose={onChoose} /> : <Invented play={play} turn={turn} />}
    </Stack>
  );
}

const PAUSE = 250;

function Chosen({ who, onChoose }: { who: string | undefined; onChoose: Props["onChoose"] }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), PAUSE);
  const { data: first = [] } = useQuery(choiceQuery(""));
  const { data: exact = [] } = useQuery(choiceQuery(asked));
  const people = new Map([...first, ...exact].map((each) => [each.id, each.user_id ?? each.id]));
  if (who !== undefined && !people.has(who)) people.set(who, who);
  return (
    <Select
      label={t`Person`}
      placeholder={t`User ID`}
      searchable
      data={[...people].map(([value, label]) => ({ value, label }))}
      limit={50}
      value={who ?? null}
      onSearchChange={setText}
      onChange={(picked) => onChoose(picked ?? undefined)}
      nothingFoundMessage={<Trans>Nobody has this user ID.</Trans>}
    />
  );
}

function Invented({ play: { invented }, turn }: Pick<Props, "play" | "turn">) {
  const { t } = useLingui();
  const [traits, setTraits] = useState(writtenTraits(invented.traits));
  return (
    <>
      <Select
        label={t`Push status`}
        allowDeselect={false}
        data={Object.keys(PUSH_STATUS).map((value) => ({ value, label: stateWord("push", value) }))}
        value={invented.push}
        onChange={(push) => turn({ do: "invent", invented: { ...invented, push: push ?? invented.push } })}
      />
      <Textarea
        label={t`Traits`}
        description={t`One on each line, such as plan: pro`}
        autosize
        minRows={1}
        maxRows={5}
        value={traits}
        onChange={({ currentTarget: { value } }) => {
          setTraits(value);
          turn({ do: "invent", invented: { ...invented, traits: readTraits(value) } });
        }}
      />
    </>
  );
}

import { Button, Group, Menu, Stack, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { IconChevronDown } from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";

import { stateWord } from "../../../parts/Chip";
import { Offering } from "../../../parts/Offering";
import { useNames } from "../../../parts/seen";
import { PUSH_STATUS } from "../../../theme/tokens";
import { describedQuery, type Described } from "../flow/description";
import type { Document } from "../flow/document";
import css from "../Stage.module.css";
import type { Turn } from "./play";
import type { Beginning, Tried } from "./queries";
import { readTraits, writtenTraits } from "./traits";

interface Props {
  document: Document;
  beginning: Beginning;
  tried: Tried | undefined;
  turn: (turn: Turn) => void;
}

const EVENT = "event";
const POPUP = "popup";

/** The names of events that the journey listens to: what its fields of this widget hold. */
function heard({ nodes }: Document, { types }: Described): string[] {
  const names = nodes.flatMap(({ type, config }) => {
    const fields = types.get(type)?.form.filter(({ widget }) => widget === EVENT) ?? [];
    return fields.map(({ name }) => config?.[name]);
  });
  return [...new Set(names)].filter((name): name is string => typeof name === "string" && name !== "");
}

/** What happens to her next. */
export function Happens({ document, beginning, tried, turn }: Props) {
  const { t } = useLingui();
  const { data: described } = useSuspenseQuery(describedQuery);
  const names = heard(document, described);
  const seen = useNames(EVENT);
  const [event, setEvent] = useState(beginning.event ?? names[0] ?? "");
  const [properties, setProperties] = useState(writtenTraits(beginning.properties));
  const asked = tried?.steps.some(({ effects }) => effects.some(({ kind }) => kind === POPUP)) ?? false;
  const happen = (submitted: SubmitEvent): void => {
    submitted.preventDefault();
    const name = event.trim();
    if (name !== "") turn({ do: "move", move: { event: name, properties: readTraits(properties) } });
  };
  return (
    <>
      <h3>
        <Trans>What happens</Trans>
      </h3>
      <form onSubmit={happen}>
        <Stack gap={8}>
          <Offering label={t`Event`} offers={[...names, ...seen]} value={event} onChange={setEvent} maxLength={200} />
          <Textarea
            label={t`Its properties`}
            description={t`One on each line, such as price: 12`}
            autosize
            minRows={1}
            maxRows={5}
            value={properties}
            onChange={({ currentTarget: { value } }) => setProperties(value)}
          />
          <Group gap={8}>
            <Button type="submit" disabled={event.trim() === ""}>
              <Trans>It happens</Trans>
            </Button>
            <Turns turn={turn} />
          </Group>
        </Stack>
      </form>
      {asked && <Answers turn={turn} />}
    </>
  );
}

function Turns({ turn }: Pick<Props, "turn">) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
          <Trans>Push turns…</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.keys(PUSH_STATUS).map((push) => (
          <Menu.Item key={push} onClick={() => turn({ do: "move", move: { push } })}>
            {stateWord("push", push)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Answers({ turn }: Pick<Props, "turn">) {
  const { t } = useLingui();
  const words = { subscribe: t`Yes`, later: t`Later`, dismissed: t`Closes it` } as const;
  return (
    <div role="group" aria-label={t`The popup is answered`}>
      <p className={css.soft}>
        <Trans>The popup is answered</Trans>
      </p>
      <Group gap={8} mt={4}>
        {(["subscribe", "later", "dismissed"] as const).map((answers) => (
          <Button key={answers} variant="default" size="xs" onClick={() => turn({ do: "move", move: { answers } })}>
            {words[answers]}
          </Button>
        ))}
      </Group>
    </div>
  );
}

import { Radio, Stack } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { i18n } from "@lingui/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { confirm } from "../../parts/Confirm";
import { tellDone, tellFailure } from "../../parts/Failure";
import { archiveJourneys, unarchiveJourney, type Inside, type Journey } from "./queries";

/** Ask what happens to the people inside, then archive. Answers whether it is done. */
export async function archive(journeys: readonly Pick<Journey, "id" | "name" | "inside">[]): Promise<boolean> {
  const [first] = journeys;
  if (!first) return false;
  const { name } = first;
  const count = journeys.length;
  const people = journeys.reduce((sum, { inside }) => sum + inside, 0);
  const one = count === 1;
  const inside = await confirm<Inside>({
    title: one ? i18n._(msg`Archive “${name}”?`) : i18n._(msg`Archive ${count} journeys?`),
    act: one ? i18n._(msg`Archive journey`) : i18n._(msg`Archive journeys`),
    choice: "exit",
    body: (choice, choose) => <Question people={people} choice={choice} choose={choose} />,
  });
  if (inside === null) return false;
  try {
    await archiveJourneys(journeys.map(({ id }) => id), inside);
    tellDone(one ? i18n._(msg`“${name}” is archived.`) : i18n._(msg`${count} journeys are archived.`));
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/** Bring it back, as the server says it can be continued. */
export async function unarchive({ id, name }: Pick<Journey, "id" | "name">): Promise<void> {
  try {
    const { status } = await unarchiveJourney(id);
    const paused = i18n._(msg`“${name}” is back, and paused: nobody enters before it is resumed.`);
    tellDone(status === "paused" ? paused : i18n._(msg`“${name}” is back as a draft.`));
  } catch (error) {
    tellFailure(error);
  }
}

interface Props {
  people: number;
  choice: Inside;
  choose: (choice: Inside) => void;
}

function Question({ people, choice, choose }: Props) {
  const { t } = useLingui();
  return (
    <Stack gap={16}>
      <p>
        <Trans>
          Nobody enters it any more. It can be brought back; whoever has left it by then does not return.
        </Trans>
      </p>
      {people > 0 && (
        <Radio.Group
          value={choice}
          onChange={(value) => choose(value)}
          label={<Plural value={people} one="One person is inside." other="# people are inside." />}
        >
          <Stack gap={8} mt={8}>
            <Radio value="exit" label={t`Whoever is inside leaves at once: nothing more happens`} />
            <Radio value="finish" label={t`Whoever is inside goes on to the end`} />
          </Stack>
        </Radio.Group>
      )}
    </Stack>
  );
}

import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus, IconX } from "@tabler/icons-react";

import type { Form } from "./form";
import { dayNames, nextOpening, type Opening } from "./limits";
import { Section } from "./Sections";
import css from "./Settings.module.css";

/** When people who made no timetable of their own take messages. */
export function Hours({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  const openings = value.default_timetable ?? [];
  const put = (next: Opening[]): void => set({ default_timetable: next.length > 0 ? next : null });
  return (
    <Section
      title={t`Hours of the week`}
      text={
        openings.length === 0 ? (
          <Trans>People get pushes at any hour, unless they chose hours of their own.</Trans>
        ) : (
          <Trans>Only in these, in each person's own time zone. Whoever chose hours of their own keeps those.</Trans>
        )
      }
    >
      <div className={css.openings}>
        {openings.map((opening, at) => (
          <Line
            key={at}
            opening={opening}
            change={(next) => put(openings.with(at, next))}
            remove={() => put(openings.toSpliced(at, 1))}
          />
        ))}
        <p className={css.wrong} role="alert">
          {error("default_timetable")}
        </p>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => put([...openings, nextOpening(openings)])}
        >
          <Trans>Add hours</Trans>
        </Button>
      </div>
    </Section>
  );
}

interface LineProps {
  opening: Opening;
  change: (next: Opening) => void;
  remove: () => void;
}

function Line({ opening, change, remove }: LineProps) {
  const { t, i18n } = useLingui();
  return (
    <div className={css.opening}>
      <NativeSelect
        aria-label={t`Day`}
        data={dayNames(i18n.locale)}
        value={opening.day}
        onChange={(event) => change({ ...opening, day: event.currentTarget.value as Opening["day"] })}
      />
      <TextInput
        type="time"
        aria-label={t`From`}
        required
        value={opening.from}
        onChange={(event) => change({ ...opening, from: event.currentTarget.value })}
      />
      <TextInput
        type="time"
        aria-label={t`Until`}
        required
        value={opening.to === "24:00" ? "00:00" : opening.to}
        onChange={(event) => change({ ...opening, to: event.currentTarget.value })}
      />
      <ActionIcon size={36} aria-label={t`Remove these hours`} onClick={remove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

import { ActionIcon, Button, Skeleton, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Failure, tellFailure } from "../../parts/Failure";
import { useMay } from "../../session/session";
import type { Form } from "./form";
import { categoriesQuery, saveCategoryDefault, type Category, type EventType } from "./queries";
import { Section } from "./Sections";
import css from "./Settings.module.css";
import { SettingsForm } from "./SettingsForm";

/** What holds of people who made no choice of their own (K4). */
export function Preferences() {
  return (
    <SettingsForm at="/settings/preferences" below={() => <Categories />}>
      {(form) => <EventTypes form={form} />}
    </SettingsForm>
  );
}

function Categories() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(categoriesQuery);
  return (
    <Section
      title={t`Categories`}
      text={<Trans>What holds of people who have chosen nothing yet. A change holds at once.</Trans>}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={56} />}
      {data?.length === 0 && (
        <p className={css.small}>
          <Trans>There is no category yet.</Trans>
        </p>
      )}
      <ul className={css.rows}>
        {data?.map((category) => (
          <CategoryRow key={category.key} category={category} />
        ))}
      </ul>
    </Section>
  );
}

function CategoryRow({ category }: { category: Category }) {
  const { t } = useLingui();
  const may = useMay("edit");
  const [busy, setBusy] = useState(false);
  const { name } = category;
  const turn = async (on: boolean): Promise<void> => {
    setBusy(true);
    await saveCategoryDefault(category, on).catch(tellFailure);
    setBusy(false);
  };
  return (
    <li className={css.row}>
      <div className={css.what}>
        <div>{name}</div>
        <div className={css.about} dir="ltr">
          {category.key}
        </div>
      </div>
      <Usual on={category.default} />
      <Switch
        aria-label={t`${name}: on unless somebody says no`}
        checked={category.default}
        disabled={!may || busy}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
    </li>
  );
}

/** In words what the switch beside it shows. */
function Usual({ on }: { on: boolean }) {
  return (
    <span className={css.when} aria-hidden>
      {on ? <Trans>On by default</Trans> : <Trans>Off by default</Trans>}
    </span>
  );
}

const KEY = /^[a-z0-9][a-z0-9._-]{0,63}$/;

function EventTypes({ form: { value, set, error } }: { form: Form }) {
  const { t } = useLingui();
  const types = value.event_types ?? {};
  const put = (key: string, type: EventType): void => set({ event_types: { ...types, [key]: type } });
  const remove = (key: string): void =>
    set({ event_types: Object.fromEntries(Object.entries(types).filter(([each]) => each !== key)) });
  return (
    <Section
      title={t`Kinds of events`}
      text={
        <Trans>
          A push can name a kind, such as “comment”. People turn each kind off by itself; here is what it is called and
          what holds of whoever has chosen nothing.
        </Trans>
      }
    >
      <ul className={css.rows}>
        {Object.entries(types).map(([key, type]) => (
          <li key={key} className={css.row}>
            <TextInput
              className={css.what}
              aria-label={t`Name of ${key}`}
              description={<span dir="ltr">{key}</span>}
              inputWrapperOrder={["input", "description"]}
              maxLength={100}
              required
              value={type.name}
              onChange={(event) => put(key, { ...type, name: event.currentTarget.value })}
            />
            <Usual on={type.default} />
            <Switch
              aria-label={t`${key}: on unless somebody says no`}
              checked={type.default}
              onChange={(event) => put(key, { ...type, default: event.currentTarget.checked })}
            />
            <ActionIcon size={32} aria-label={t`Remove ${key}`} onClick={() => remove(key)}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <p className={css.wrong} role="alert">
        {error("event_types")}
      </p>
      <NewType taken={Object.keys(types)} add={(key) => put(key, { name: key, default: true })} />
    </Section>
  );
}

function NewType({ taken, add }: { taken: string[]; add: (key: string) => void }) {
  const { t } = useLingui();
  const [key, setKey] = useState("");
  const fits = KEY.test(key) && !taken.includes(key);
  const take = (): void => {
    add(key);
    setKey("");
  };
  return (
    <div className={css.inline}>
      <TextInput
        dir="ltr"
        aria-label={t`Key of a new kind`}
        placeholder="comment"
        value={key}
        error={key !== "" && !fits ? t`Small letters, digits, and . _ - between; not one that is there.` : undefined}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} disabled={!fits} onClick={take}>
        <Trans>Add kind</Trans>
      </Button>
    </div>
  );
}

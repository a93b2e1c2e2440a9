import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";

import { keyOf } from "../../parts/resources/document";
import res from "../../parts/resources/Resources.module.css";
import { TemplateField } from "../../parts/resources/TemplateField";
import css from "./Editor.module.css";
import type { Fields } from "../../parts/resources/fields";
import type { PushDocument } from "./queries";

const MOST = 4;
type Action = NonNullable<PushDocument["actions"]>[number];

const EMPTY = { title: "", url: null, reply: false, placeholder: null };

interface Props {
  fields: Fields;
  draft: PushDocument;
  known: readonly string[];
}

/** Up to four buttons, in their order; browsers draw two. */
export function Buttons({ fields, draft, known }: Props) {
  const actions = draft.actions ?? [];
  const put = (next: Action[]): void => fields.set("actions", next);
  const add = (): void => put([...actions, { ...EMPTY, action: free(actions) }]);
  return (
    <div className={res.fields}>
      {actions.length === 0 && (
        <p className={res.hint}>
          <Trans>A button opens a link, or says something by itself: a journey can wait for it.</Trans>
        </p>
      )}
      {actions.map((action, at) => (
        <One
          key={at}
          at={at}
          fields={fields}
          known={known}
          reply={action.reply}
          drop={() => put(actions.toSpliced(at, 1))}
          up={() => put(actions.toSpliced(at - 1, 2, action, actions[at - 1] as Action))}
        />
      ))}
      {fields.may && actions.length < MOST && (
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add} className={css.add}>
          <Trans>Add a button</Trans>
        </Button>
      )}
    </div>
  );
}

/** A key that no other button has. */
function free(actions: readonly Action[]): string {
  const taken = actions.map(({ action }) => action);
  return ["open", "more", "later", "other"].find((each) => !taken.includes(each)) ?? keyOf(taken.join(" "));
}

interface OneProps {
  at: number;
  fields: Fields;
  known: readonly string[];
  reply: boolean;
  drop: () => void;
  up: () => void;
}

function One({ at, fields, known, reply, drop, up }: OneProps) {
  const { t } = useLingui();
  const number = at + 1;
  const path = (name: string): string => ["actions", at, name].join("/");
  const { set, ...url } = fields.text(path("url"));
  return (
    <fieldset className={css.button}>
      <legend className={css.legend}>
        <Trans>Button {number}</Trans>
      </legend>
      {fields.may && (
        <div className={css.moves}>
          {at > 0 && (
            <ActionIcon size={28} aria-label={t`Move button ${number} up`} onClick={up}>
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon size={28} aria-label={t`Remove button ${number}`} onClick={drop}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      )}
      <div className={res.pair}>
        <TextInput {...fields.plain(path("title"))} label={t`Title`} maxLength={200} />
        <TextInput
          {...fields.plain(path("action"))}
          label={t`Its name in events`}
          maxLength={64}
          dir="ltr"
        />
      </div>
      <TemplateField
        {...url}
        set={(value) => set(value)}
        label={t`Link`}
        description={t`Without one nothing is opened; the click is an event all the same.`}
        longest={2048}
        fields={known}
        dir="ltr"
      />
      <Checkbox {...fields.flag(path("reply"))} label={t`Ask for an answer in words, where the browser has a field`} />
      {reply && <Hint fields={fields} path={path("placeholder")} />}
    </fieldset>
  );
}

function Hint({ fields, path }: { fields: Fields; path: string }) {
  const { t } = useLingui();
  const { set, ...bound } = fields.text(path);
  return (
    <TextInput
      {...bound}
      label={t`What the empty field says`}
      maxLength={200}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  );
}

import { ActionIcon, Menu, Tabs, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconLanguage, IconPlus, IconTrash } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type ReactNode } from "react";

import { missing, type Document } from "./document";
import css from "./Resources.module.css";
import { COMMON, isTag, languageName } from "./tongues";

interface Props {
  document: Document & { languages?: Record<string, unknown> };
  /** The workspace's language: what the document itself is written in. */
  own: string;
  /** Fields that a translation should have; those that the document itself leaves empty do not count. */
  fields: readonly string[];
  /** The language that is open; "" is the document's own. */
  open: string;
  onOpen: (language: string) => void;
  may: boolean;
  set: (path: string, value: unknown) => void;
  children: ReactNode;
}

/** No tag of a language: they begin with two letters, and have a hyphen before what is longer. */
const OWN = "own-words";

/** The words in each language, a tab for each; what a translation lacks is marked. */
export function Languages({ document, own, fields, open, onOpen, may, set, children }: Props) {
  const { i18n } = useLingui();
  const tags = Object.keys(document.languages ?? {}).sort();
  const go = (next: string | null): void => onOpen(next === OWN ? "" : (next ?? ""));
  const add = (tag: string): void => {
    set(["languages", tag].join("/"), {});
    onOpen(tag);
  };
  const drop = (): void => {
    onOpen("");
    set(["languages", open].join("/"), undefined);
  };
  return (
    <Tabs value={open || OWN} onChange={go} keepMounted={false}>
      <div className={css.tabs}>
        <Tabs.List>
          <Tabs.Tab value={OWN}>{languageName(own, i18n.locale)}</Tabs.Tab>
          {tags.map((tag) => (
            <Tabs.Tab key={tag} value={tag} rightSection={<Lacking count={missing(document, tag, fields).length} />}>
              {languageName(tag, i18n.locale)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {may && <Add tags={[own, ...tags]} onAdd={add} />}
        {may && open !== "" && <Drop tag={open} onDrop={drop} />}
      </div>
      <Tabs.Panel value={open || OWN} className={css.panel}>
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}

function Lacking({ count }: { count: number }) {
  const { t } = useLingui();
  if (count === 0) return null;
  return (
    <span className={css.lacking} title={t`Not everything is translated`}>
      {count}
      <VisuallyHidden>
        <Trans>not translated</Trans>
      </VisuallyHidden>
    </span>
  );
}

/** One of the common languages, or any by its tag. */
function Add({ tags, onAdd }: { tags: string[]; onAdd: (tag: string) => void }) {
  const { t, i18n } = useLingui();
  const [typed, type] = useState("");
  const [shown, show] = useState(false);
  const add = (tag: string): void => {
    show(false);
    type("");
    onAdd(tag);
  };
  return (
    <Menu opened={shown} onChange={show} position="bottom-end" width={220}>
      <Menu.Target>
        <Tooltip label={t`Add a language`}>
          <ActionIcon size={32} aria-label={t`Add a language`}>
            <IconPlus size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {COMMON.filter((tag) => !tags.includes(tag)).map((tag) => (
          <Menu.Item key={tag} onClick={() => add(tag)}>
            {languageName(tag, i18n.locale)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <form
          className={css.tag}
          onSubmit={(event) => {
            event.preventDefault();
            if (isTag(typed) && !tags.includes(typed)) add(typed);
          }}
        >
          <TextInput
            aria-label={t`Another, by its tag`}
            placeholder={t`Another, by its tag: pt-BR`}
            leftSection={<IconLanguage size={16} aria-hidden />}
            dir="ltr"
            value={typed}
            error={typed !== "" && !isTag(typed) ? <Trans>Such as pt-BR</Trans> : null}
            onChange={({ currentTarget }) => type(currentTarget.value)}
          />
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

function Drop({ tag, onDrop }: { tag: string; onDrop: () => void }) {
  const { t, i18n } = useLingui();
  const name = languageName(tag, i18n.locale);
  return (
    <Tooltip label={t`Take ${name} away`}>
      <ActionIcon size={32} aria-label={t`Take ${name} away`} onClick={onDrop}>
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

import { ActionIcon, Button, Select, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFolderPlus, IconPlus, IconX } from "@tabler/icons-react";
import { RuleGroupBodyComponents, useRuleGroup, type RuleGroupProps, type RuleGroupType } from "react-querybuilder";

import { useEffect, useRef } from "react";

import { begun } from "./comparison";
import { DEEPEST, pathOf } from "./query";
import css from "./Rules.module.css";
import { useSetting } from "./setting";

/** Rules that all hold, or of which one does; inside it rows and further groups. */
export function Group(props: RuleGroupProps) {
  const { t } = useLingui();
  const { problems, may } = useSetting();
  const group = useRuleGroup(props);
  const { path, ruleGroup } = group;
  const free = may && !group.disabled;
  const here = pathOf(path);
  const wrong = problems.find((each) => each.path === here || each.path === [here, RULES].filter(Boolean).join("/"));
  const inner = path.length > 0 || undefined;
  const body = useRef<HTMLDivElement>(null);
  const adding = useRef(false);
  const { length } = ruleGroup.rules;
  // Who adds a row goes on in it.
  useEffect(() => {
    const input = adding.current ? body.current?.lastElementChild?.querySelector("input") : null;
    input?.focus();
    input?.select();
    adding.current = false;
  }, [length]);
  return (
    <div className={css.group} role="group" aria-label={t`Group of conditions`} data-inner={inner}>
      <Header group={group} free={free} />
      {length > 0 ? (
        <div ref={body} className={css.body}>
          <RuleGroupBodyComponents {...group} />
        </div>
      ) : (
        <p className={css.empty}>
          <Trans>No condition yet: it holds for everybody.</Trans>
        </p>
      )}
      {wrong && <p className={css.wrong}>{wrong.message}</p>}
      {free && <Adding group={group} onAdd={() => (adding.current = true)} />}
    </div>
  );
}

const RULES = "rules";

interface PartProps {
  group: ReturnType<typeof useRuleGroup>;
}

/** How its rules are joined. */
function Header({ group: { ruleGroup, path, actions }, free }: PartProps & { free: boolean }) {
  const { t } = useLingui();
  return (
    <div className={css.header}>
      <Select
        className={css.joint ?? ""}
        aria-label={t`How many must hold`}
        disabled={!free}
        allowDeselect={false}
        data={[{ value: "and", label: t`All of these hold` }, { value: "or", label: t`At least one holds` }]}
        value={(ruleGroup as RuleGroupType).combinator}
        onChange={(picked) => actions.onPropChange("combinator", picked, path)}
      />
      <Switch
        label={t`Not`}
        disabled={!free}
        checked={ruleGroup.not === true}
        onChange={({ currentTarget }) => actions.onPropChange("not", currentTarget.checked, path)}
      />
      {free && path.length > 0 && (
        <ActionIcon variant="subtle" aria-label={t`Remove group`} onClick={() => actions.onGroupRemove(path)}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

function Adding({ group: { path, actions }, onAdd }: PartProps & { onAdd: () => void }) {
  const { words } = useSetting();
  const [first] = words.fields;
  const look = { variant: "subtle", size: "compact-sm" } as const;
  return (
    <div className={css.adding}>
      <Button
        {...look}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => {
          onAdd();
          if (first) actions.onRuleAdd(begun(first, words, Date.now()), path);
        }}
      >
        <Trans>Condition</Trans>
      </Button>
      {path.length + 1 < DEEPEST && (
        <Button
          {...look}
          leftSection={<IconFolderPlus size={16} aria-hidden />}
          onClick={() => actions.onGroupAdd({ combinator: "or", rules: [] }, path)}
        >
          <Trans>Group</Trans>
        </Button>
      )}
    </div>
  );
}

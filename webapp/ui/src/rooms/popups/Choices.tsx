import { ActionIcon, Anchor, Select } from "@mantine/core";
import { IconArrowUp, IconX } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { Fields } from "../../parts/resources/fields";
import { categories } from "../../parts/resources/queries";
import res from "../../parts/resources/Resources.module.css";
import css from "./Popups.module.css";

/** What a person can choose, in this order; those that are on by default come ticked. */
export function Choices({ fields, keys }: { fields: Fields; keys: readonly string[] }) {
  const { t } = useLingui();
  const { data = [] } = useQuery(categories.listQuery);
  const names = new Map(data.map((each) => [each.key, each.name]));
  const put = (next: readonly string[]): void => fields.set("categories", next);
  const free = data.filter(({ key }) => !keys.includes(key));
  return (
    <div className={res.fields}>
      <ol className={css.choices} aria-label={t`Categories to choose from`}>
        {keys.map((key, at) => (
          <li key={key}>
            <Choice
              name={names.get(key) ?? key}
              fault={fields.fault(["categories", at].join("/"))}
              {...(fields.may && { drop: () => put(keys.toSpliced(at, 1)) })}
              {...(fields.may && at > 0 && { up: () => put(keys.toSpliced(at - 1, 2, key, keys[at - 1] ?? key)) })}
            />
          </li>
        ))}
      </ol>
      {fields.may && (
        <Select
          aria-label={t`Add a category`}
          placeholder={t`Add a category…`}
          value={null}
          disabled={free.length === 0}
          onChange={(key) => key && put([...keys, key])}
          data={free.map(({ key, name }) => ({ value: key, label: name }))}
        />
      )}
      <p className={res.hint}>
        <Trans>
          Their names and defaults are in <Anchor component={Link} to="/categories">Categories</Anchor>.
        </Trans>
      </p>
    </div>
  );
}

interface ChoiceProps {
  name: string;
  fault?: string | undefined;
  up?: () => void;
  drop?: () => void;
}

function Choice({ name, fault, up, drop }: ChoiceProps) {
  const { t } = useLingui();
  return (
    <>
      <span>{name}</span>
      {fault && <span className={css.fault}>{fault}</span>}
      {up && (
        <ActionIcon size={28} aria-label={t`Move ${name} up`} onClick={up}>
          <IconArrowUp size={16} aria-hidden />
        </ActionIcon>
      )}
      {drop && (
        <ActionIcon size={28} aria-label={t`Take ${name} out`} onClick={drop}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </>
  );
}

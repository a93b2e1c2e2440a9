import { Anchor, Button, Group, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { addressOf, canCreate, referencesQuery, type Reference as Referred } from "../../../../parts/references";
import css from "./Form.module.css";
import { asText, common, type ControlProps } from "./given";
import { Making } from "./Making";

/** Something of the workspace: picked by its name, looked at in small, or made on the spot. */
export function Reference(props: ControlProps) {
  const { t } = useLingui();
  const { field, value, set } = props;
  const kind = field.to ?? "";
  const { data = [] } = useQuery(referencesQuery(kind));
  const now = asText(value);
  const picked = data.find((each) => each.value === now);
  const all = picked || now === "" ? data : [...data, { value: now, label: now }];
  return (
    <div className={css.reference}>
      <Select
        {...common(props)}
        data={all.map(({ value: key, label }) => ({ value: key, label }))}
        value={now || null}
        searchable
        nothingFoundMessage={t`Nothing of this name`}
        onChange={(key) => set(key ?? undefined)}
      />
      {picked && <Small kind={kind} of={picked} />}
      {canCreate(kind) && <New kind={kind} label={field.label} made={set} />}
    </div>
  );
}

interface NewProps {
  kind: string;
  label: string;
  made: (key: string) => void;
}

function New({ made, ...props }: NewProps) {
  const [making, setMaking] = useState(false);
  if (making) {
    const close = (): void => setMaking(false);
    const done = (key: string): void => {
      made(key);
      close();
    };
    return <Making {...props} close={close} made={done} />;
  }
  return (
    <Group>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => setMaking(true)}
      >
        <Trans>Make a new one</Trans>
      </Button>
    </Group>
  );
}

/** What people would see of it, and the way to its room. */
function Small({ kind, of: { value: key, label: value, title = "", text = "" } }: { kind: string; of: Referred }) {
  const to = addressOf(kind, key);
  return (
    <div className={css.small}>
      {title !== "" && <p className={css.smallTitle}>{title}</p>}
      {text !== "" && <p>{text}</p>}
      {to && (
        <Anchor component={Link} to={to} size="xs">
          <Trans>Open “{value}”</Trans>
        </Anchor>
      )}
    </div>
  );
}

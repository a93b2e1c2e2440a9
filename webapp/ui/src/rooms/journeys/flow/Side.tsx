import { Button, Select } from "@mantine/core";
import { ph } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconTrash } from "@tabler/icons-react";

import { wayOut } from "../../../server/said";
import { portsOf, type Described, type Field } from "./description";
import type { RuleProblem } from "../../../parts/rules/setting";
import { portOf, type Step } from "./document";
import type { Found } from "./drawing";
import { renamed, type Act, type Editing } from "./edit";
import { Fields } from "./form/Fields";
import { Read } from "./form/Told";
import { SideFrame } from "./SideFrame";
import { summary } from "./summary";

interface Props {
  editing: Editing;
  step: Step;
  described: Described;
  problems: readonly Found[];
  may: boolean;
  act: (act: Act) => void;
}

const NONE: readonly Field[] = [];

/** What the linter says of a step, by the path in its configuration: `where/rules/0/value`. */
function said(problems: readonly Found[], id: string): RuleProblem[] {
  return problems.flatMap(({ node, path, message }) => {
    const below = node === id ? /^nodes\/\d+\/config\/(.+)$/.exec(path)?.[1] : undefined;
    return below === undefined ? [] : [{ path: below, message }];
  });
}

/** The form of the selected step, as the server describes it; where its ports lead. */
export function Side({ editing, step, described, problems, may, act }: Props) {
  const { t } = useLingui();
  const type = described.types.get(step.type);
  const config = step.config ?? {};
  const { id } = step;
  const ports = portsOf(type, config);
  const set = (name: string, value: unknown): void => {
    const after = portsOf(type, { ...config, [name]: value });
    act({ do: "configure", id, name, value, ports: name === type?.ports_from ? renamed(ports, after) : undefined });
  };
  return (
    <SideFrame
      label={t`The selected step`}
      title={type?.title ?? step.type}
      help={type?.help}
      close={() => act({ do: "select", ids: [] })}
    >
      <Fields
        key={id}
        fields={type?.form ?? NONE}
        values={config}
        described={described}
        problems={said(problems, id)}
        may={may}
        set={set}
      />
      {ports.map((port) => (
        <LeadsTo key={port} port={port} {...{ editing, step, described, may, act }} />
      ))}
      {may && (
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => act({ do: "remove", nodes: [id], edges: [] })}
        >
          <Trans>Remove step</Trans>
        </Button>
      )}
    </SideFrame>
  );
}

/** Connecting without a pointer: where a port leads, picked from the other steps. */
function LeadsTo({ port, editing, step, described, may, act }: Omit<Props, "problems"> & { port: string }) {
  const { t, i18n } = useLingui();
  const { nodes, edges } = editing.now;
  const line = edges.find((each) => each.source === step.id && portOf(each) === port);
  const others = nodes.flatMap((each) => {
    const type = described.types.get(each.type);
    if (each.id === step.id || type?.starts) return [];
    const words = type ? summary(type, each.config ?? {}, described, i18n.locale) : each.type;
    return [{ value: each.id, label: `${words} (${each.id})` }];
  });
  const [source, sourceHandle] = [step.id, port];
  if (!may) {
    const to = others.find(({ value }) => value === line?.target);
    return <Read label={t`“${port}” leads to`} words={to?.label ?? t`Nowhere: the run ends`} />;
  }
  return (
    <Select
      label={t`“${ph({ port: wayOut(port) })}” leads to`}
      placeholder={t`Nowhere: the run ends`}
      data={others}
      value={line?.target ?? null}
      clearable
      searchable
      onChange={(target) => {
        if (target) act({ do: "connect", line: { source, sourceHandle, target } });
        else act({ do: "disconnect", source, sourceHandle });
      }}
    />
  );
}

import { NativeSelect, Table, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import css from "./Import.module.css";
import type { Report } from "./sending";
import { become, NAMED, readUse, type Use } from "./uses";

interface Props {
  report: Report;
  onUse: (column: string, use: Use) => void;
}

/** Each column with what stands in its first rows, and what it is for. */
export function Columns({ report: { columns, sample }, onUse }: Props) {
  return (
    <div className={css.columns}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Column</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>For example</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>Becomes</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map(({ name, use }, at) => (
            <Table.Tr key={name}>
              <Table.Td className={css.name}>{name}</Table.Td>
              <Table.Td className={css.sample}>
                <bdi>{sample.map((row) => row[at]).find((cell) => cell !== undefined && cell !== "")}</bdi>
              </Table.Td>
              <Table.Td>
                <Becomes column={name} use={readUse(use)} onUse={(changed) => onUse(name, changed)} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Becomes({ column, use, onUse }: { column: string; use: Use; onUse: (use: Use) => void }) {
  const { t } = useLingui();
  const kinds = [
    { value: "user_id", label: t`User ID` },
    { value: "anonymous_id", label: t`Anonymous ID` },
    { value: "trait", label: t`Trait` },
    { value: "marker", label: t`Marker` },
    { value: "groups", label: t`Groups` },
    { value: "created", label: t`First seen` },
    { value: "none", label: t`Nothing: leave it out` },
  ];
  const types = [
    { value: "text", label: t`Text` },
    { value: "number", label: t`Number` },
    { value: "boolean", label: t`True or false` },
    { value: "date", label: t`Date` },
    { value: "value", label: t`As in the file` },
  ];
  return (
    <div className={css.becomes}>
      <NativeSelect
        aria-label={t`What ${column} becomes`}
        data={kinds}
        value={use.kind}
        onChange={({ currentTarget: { value } }) => onUse(become(use, value, column))}
      />
      {NAMED.includes(use.kind) && (
        <>
          <NativeSelect
            aria-label={t`Type of ${column}`}
            data={types}
            value={use.type}
            onChange={({ currentTarget: { value } }) => onUse({ ...use, type: value })}
          />
          <TextInput
            aria-label={t`Name of ${column} here`}
            key={`${column} ${use.kind}`}
            defaultValue={use.name}
            onBlur={({ currentTarget: { value } }) => {
              const name = value.trim();
              if (name !== "" && name !== use.name) onUse({ ...use, name });
            }}
          />
        </>
      )}
    </div>
  );
}

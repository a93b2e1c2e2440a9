import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { i18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import type { PageOf } from "../../list/cursor";
import { csvFile, line, type Cell } from "./csv";
import { tellDone, tellFailure } from "../Failure";
import { keep } from "./file";

/** More rows than a spreadsheet opens, and a browser should hold. */
const MOST = 200_000;

interface Props<Row> {
  /** The file's name, without its ending. */
  name: string;
  head: readonly string[];
  load: (after: string | undefined) => Promise<PageOf<Row>>;
  /** A row of the API as lines of the file. */
  rows: (row: Row) => readonly (readonly Cell[])[];
  /** Tells the server how many lines are taken out: without a note in the audit log there is no file. */
  note: (rows: number) => Promise<unknown>;
}

/** Fetch page after page, and hand over what was found as a file; it says how far it is, and can be stopped. */
export function ExportCsv<Row>({ name, head, load, rows, note }: Props<Row>) {
  const { t } = useLingui();
  const [count, tell] = useState<number | null>(null);
  const stopped = useRef(false);
  useEffect(() => () => {
    stopped.current = true;
  }, []);
  const run = async (): Promise<void> => {
    stopped.current = false;
    const lines = [line(head)];
    let after: string | undefined;
    do {
      tell(lines.length - 1);
      const page = await load(after);
      for (const row of page.items) lines.push(...rows(row).map(line));
      after = page.next ?? undefined;
    } while (after !== undefined && lines.length <= MOST && !wasStopped());
    if (wasStopped()) return;
    await note(lines.length - 1);
    keep(csvFile(lines), `${name}.csv`);
    tellDone(done(lines.length - 1, after !== undefined));
  };
  const wasStopped = (): boolean => stopped.current;
  const start = (): void => void run().catch(tellFailure).finally(() => tell(null));
  if (count === null) {
    return (
      <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={start}>
        <Trans>Export CSV</Trans>
      </Button>
    );
  }
  const shown = new Intl.NumberFormat(i18n.locale).format(count);
  return (
    <Button
      variant="default"
      aria-label={t`Stop the export`}
      onClick={() => {
        stopped.current = true;
      }}
    >
      <span aria-live="polite">
        <Trans>{shown} rows… Stop</Trans>
      </span>
    </Button>
  );
}

function done(count: number, more: boolean): string {
  const rows = plural(count, { one: "# row is exported.", other: "# rows are exported." });
  return more ? `${rows} ${i18n._(msg`There are more: narrow the list down to get the rest.`)}` : rows;
}

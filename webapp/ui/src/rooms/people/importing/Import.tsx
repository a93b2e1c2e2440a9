import { Button, FileInput, Group, Modal, Stack } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "../../../api/problem";
import { Failure } from "../../../parts/Failure";
import { useFocusBack } from "../../../parts/focus";
import { ALL } from "../queries";
import { Columns } from "./Columns";
import css from "./Import.module.css";
import { Faults } from "./Report";
import { Sending } from "./Sending";
import { look, type Columns as Said, type Report } from "./sending";
import { saidOf, type Use } from "./uses";

// eslint-disable-next-line lingui/no-unlocalized-strings -- media types
const FILES = "text/csv,.csv,.tsv,.ndjson,.jsonl";

/** People from a file: what its columns are for, then each row on its way, then what became of them. */
export function Import({ close }: { close: () => void }) {
  const { t } = useLingui();
  useFocusBack();
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState<Said>({});
  const [begun, setBegun] = useState(false);
  const pick = (picked: File | null): void => {
    setFile(picked);
    setColumns({});
  };
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={t`Import people`}
      closeOnClickOutside={!begun}
      closeOnEscape={!begun}
      withCloseButton={!begun}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {begun && file ? (
        <Sending file={file} columns={columns} close={close} />
      ) : (
        <Stack gap={16}>
          <FileInput
            label={t`File`}
            description={t`A table (CSV, UTF-8) with a head, or a JSON object on each line.`}
            placeholder={t`Choose a file`}
            accept={FILES}
            onChange={pick}
          />
          {file && (
            <Looked
              key={`${file.name} ${file.lastModified}`}
              file={file}
              columns={columns}
              onUse={(name, use) => setColumns((said) => ({ ...said, [name]: saidOf(use) }))}
            >
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button onClick={() => setBegun(true)}>
                <Trans>Import people</Trans>
              </Button>
            </Looked>
          )}
        </Stack>
      )}
    </Modal>
  );
}

interface LookedProps {
  file: File;
  columns: Said;
  onUse: (column: string, use: Use) => void;
  children: React.ReactNode;
}

/** What the file's beginning would come to. */
function Looked({ file, columns, onUse, children }: LookedProps) {
  const { data, error, refetch } = useQuery({
    queryKey: [...ALL, "import", file.name, file.size, file.lastModified, columns],
    queryFn: () => look(file, columns),
    placeholderData: (before) => before,
    retry: false,
  });
  if (error) return <Wrong error={error} retry={() => void refetch()} />;
  if (!data) return null;
  const nobody = !data.columns.some(({ use }) => use === "user_id" || use === "anonymous_id");
  return (
    <>
      <Columns report={data} onUse={onUse} />
      {nobody ? (
        <p className={css.wrong} role="status">
          <Trans>Say which column is the user ID.</Trans>
        </p>
      ) : (
        <Foreseen report={data} />
      )}
      {!nobody && (
        <Group justify="flex-end" gap={8}>
          {children}
        </Group>
      )}
    </>
  );
}

function Foreseen({ report }: { report: Report }) {
  if (report.refused === 0) return null;
  return (
    <section>
      <p>
        <Trans>These rows would be refused, the others taken:</Trans>
      </p>
      <Faults faults={report.faults} />
    </section>
  );
}

/** A file of no use is told of in the server's words; anything else is a failure. */
function Wrong({ error, retry }: { error: Error; retry: () => void }) {
  if (!(error instanceof Problem) || error.status !== 422) return <Failure error={error} retry={retry} />;
  return (
    <p className={css.wrong} role="alert">
      {error.message}
    </p>
  );
}

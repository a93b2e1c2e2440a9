import { Button, FileButton, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type ReactNode, type SubmitEvent } from "react";

import { Problem } from "../../api/problem";
import { tellDone, tellFailure } from "../../parts/Failure";
import { saidOf } from "./form";
import { setApns, setFcm, type Apns, type ApnsBody } from "./keyQueries";
import css from "./Settings.module.css";

type Errors = Record<string, string[]>;

/** Save what was filled in; what the server says of a field stands beside it. */
function useSaving(save: () => Promise<unknown>, close: () => void) {
  const { t } = useLingui();
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await save();
      tellDone(t`It is saved: pushes go out with it from now on.`);
      close();
    } catch (error) {
      if (error instanceof Problem && error.status === 422) setErrors(error.errors);
      else tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void run();
  };
  return { submit, busy, error: (name: string) => saidOf(errors, name) };
}

function Ends({ close, busy }: { close: () => void; busy: boolean }) {
  return (
    <div className={css.ends}>
      <Button variant="default" onClick={close}>
        <Trans>Cancel</Trans>
      </Button>
      <Button type="submit" loading={busy}>
        <Trans>Save</Trans>
      </Button>
    </div>
  );
}

interface FileProps {
  label: string;
  description: ReactNode;
  accept: string;
  value: string;
  error: string | undefined;
  put: (text: string) => void;
}

/** The text of a file that is a secret: chosen, or pasted. */
function SecretFile({ label, description, accept, value, error, put }: FileProps) {
  const take = async (file: File | null): Promise<void> => {
    if (file) put(await file.text());
  };
  return (
    <>
      <Textarea
        dir="ltr"
        required
        data-autofocus
        rows={5}
        autoComplete="off"
        spellCheck={false}
        label={label}
        description={description}
        value={value}
        error={error}
        onChange={(event) => put(event.currentTarget.value)}
      />
      <FileButton onChange={(file) => void take(file)} accept={accept}>
        {(props) => (
          <Button {...props} variant="default" size="xs" mt={8}>
            <Trans>Choose a file…</Trans>
          </Button>
        )}
      </FileButton>
    </>
  );
}

/** The JSON file of a Firebase service account. */
export function FcmForm({ close }: { close: () => void }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const { submit, busy, error } = useSaving(() => setFcm(text), close);
  return (
    <form onSubmit={submit}>
      <SecretFile
        label={t`Service account (JSON)`}
        description={
          <Trans>
            Firebase console → Project settings → Service accounts → Generate new private key. It is kept encrypted, and
            not shown again.
          </Trans>
        }
        accept=".json,application/json"
        value={text}
        error={error("service_account")}
        put={setText}
      />
      <Ends close={close} busy={busy} />
    </form>
  );
}

const EMPTY = { key_id: "", team_id: "", topic: "", environment: "production" } as const;

/** What is known already, but for the key. */
const namesOf = ({ key_id, team_id, topic, environment }: Apns) => ({ key_id, team_id, topic, environment });

/** Apple's key, and the app it is for; what is known stands there already, but for the key. */
export function ApnsForm({ close, apns }: { close: () => void; apns: Apns | null }) {
  const { t } = useLingui();
  const [value, setValue] = useState<ApnsBody>({ ...(apns ? namesOf(apns) : EMPTY), key: "" });
  const set = (changes: Partial<ApnsBody>): void => setValue({ ...value, ...changes });
  const { submit, busy, error } = useSaving(() => setApns(value), close);
  return (
    <form onSubmit={submit}>
      <SecretFile
        label={t`Key (.p8)`}
        description={
          <Trans>
            developer.apple.com → Certificates, Identifiers &amp; Profiles → Keys, with Apple Push Notifications
            service. It is kept encrypted, and not shown again.
          </Trans>
        }
        accept=".p8,.pem"
        value={value.key}
        error={error("key")}
        put={(key) => set({ key })}
      />
      <Names value={value} set={set} error={error} />
      <SegmentedControl
        mt={16}
        fullWidth
        aria-label={t`Which builds it is for`}
        value={value.environment}
        onChange={(environment) => set({ environment })}
        data={[
          { value: "production", label: t`App Store, TestFlight` },
          { value: "sandbox", label: t`Test builds` },
        ]}
      />
      <Ends close={close} busy={busy} />
    </form>
  );
}

interface NamesProps {
  value: ApnsBody;
  set: (changes: Partial<ApnsBody>) => void;
  error: (name: string) => string | undefined;
}

function Names({ value, set, error }: NamesProps) {
  const { t } = useLingui();
  const fields = [
    ["key_id", t`Key ID`, t`10 characters, beside the key at Apple.`],
    ["team_id", t`Team ID`, t`10 characters, under Membership details.`],
    ["topic", t`Bundle ID of the app`, t`As com.example.shop; a push reaches this app alone.`],
  ] as const;
  return fields.map(([name, label, description]) => (
    <TextInput
      key={name}
      mt={16}
      dir="ltr"
      required
      label={label}
      description={description}
      value={value[name]}
      error={error(name)}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  ));
}

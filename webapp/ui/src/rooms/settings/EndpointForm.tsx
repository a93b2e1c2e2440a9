import { Button, Checkbox, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type SubmitEvent } from "react";

import { Problem } from "../../api/problem";
import { tellDone, tellFailure } from "../../parts/Failure";
import { saidOf } from "./form";
import css from "./Settings.module.css";
import { addEndpoint, changeEndpoint, type Endpoint, type WebhookKind } from "./webhookQueries";
import { GROUPS, kindWord } from "./webhookWords";

interface Props {
  /** The one that is changed; without it a new one is made. */
  of?: Endpoint;
  close: () => void;
  onSecret: (text: string) => void;
}

// eslint-disable-next-line lingui/no-unlocalized-strings -- an address
const EXAMPLE = "https://shop.example/hooks/waymark";

/** Where, and what it is told. */
export function EndpointForm({ of, close, onSecret }: Props) {
  const { t } = useLingui();
  const [url, setUrl] = useState(of?.url ?? "");
  const [kinds, setKinds] = useState<readonly string[]>(of?.kinds ?? []);
  const [errors, setErrors] = useState<Record<string, string[]>>({});
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const body = { url, kinds: kinds as WebhookKind[] };
    try {
      if (of) {
        await changeEndpoint(of, body);
        tellDone(t`The endpoint is changed.`);
        close();
      } else onSecret(await addEndpoint(body));
    } catch (error) {
      if (error instanceof Problem && error.status === 422) setErrors(error.errors);
      else tellFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void save();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        dir="ltr"
        required
        type="url"
        data-autofocus
        label={t`Address`}
        description={t`A public one, by https.`}
        placeholder={EXAMPLE}
        value={url}
        error={saidOf(errors, "url")}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Checkbox.Group value={[...kinds]} onChange={setKinds} label={t`Tell it`} error={saidOf(errors, "kinds")} mt={16}>
        <Kinds />
      </Checkbox.Group>
      <div className={css.ends}>
        <Button variant="default" onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy} disabled={kinds.length === 0}>
          {of ? <Trans>Save</Trans> : <Trans>Add endpoint</Trans>}
        </Button>
      </div>
    </form>
  );
}

function Kinds() {
  const { i18n } = useLingui();
  return GROUPS.map(({ title, kinds }) => (
    <div key={title.id} role="group" aria-label={i18n._(title)}>
      <p className={css.label}>{i18n._(title)}</p>
      <div className={css.choices}>
        {kinds.map((kind) => (
          <Checkbox key={kind} size="xs" value={kind} label={kindWord(kind)} />
        ))}
      </div>
    </div>
  ));
}

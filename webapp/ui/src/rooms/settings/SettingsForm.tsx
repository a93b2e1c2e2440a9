import { Button, Skeleton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useBlocker } from "@tanstack/react-router";
import type { ReactNode, SubmitEvent } from "react";

import { confirm } from "../../parts/Confirm";
import { Failure, tellDone } from "../../parts/Failure";
import { useMay } from "../../session/session";
import { Wrong } from "../../session/Wrong";
import { useForm, type Form } from "./form";
import { Sections } from "./Sections";
import type { Place } from "./ways";
import css from "./Settings.module.css";

interface Props {
  at: Place;
  /** The fields; a member who may not change them sees them shut. */
  children: (form: Form) => ReactNode;
  /** What is no part of the form, below it. */
  below?: (form: Form) => ReactNode;
}

/** A page of settings that are saved together; what was typed is not lost by a click elsewhere. */
export function SettingsForm({ at, children, below }: Props) {
  const may = useMay("administer");
  const { form, failure, again } = useForm();
  return (
    <Sections at={at}>
      {failure !== null && <Failure error={failure} retry={again} />}
      {!form && failure === null && <Skeleton height={240} />}
      {!may && (
        <p className={css.small}>
          <Trans>Only an admin of this workspace changes these.</Trans>
        </p>
      )}
      {form && (
        <Fields form={form} may={may}>
          {children(form)}
        </Fields>
      )}
      {form && below?.(form)}
    </Sections>
  );
}

function Fields({ form, may, children }: { form: Form; may: boolean; children: ReactNode }) {
  const { t } = useLingui();
  useStaying(form.changed);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void form.save().then((done) => {
      if (done) tellDone(t`The settings are saved.`);
    });
  };
  return (
    <form onSubmit={submit}>
      <fieldset className={css.fields} disabled={!may}>
        {children}
      </fieldset>
      {form.changed && may && <Bar form={form} />}
    </form>
  );
}

/** Whoever leaves with changes is asked first. */
function useStaying(changed: boolean): void {
  const { t } = useLingui();
  useBlocker({
    disabled: !changed,
    enableBeforeUnload: changed,
    shouldBlockFn: async () => {
      const leave = await confirm({
        title: t`Leave without saving?`,
        body: t`What you have changed on this page is not saved.`,
        act: t`Leave`,
        choice: true,
      });
      return leave === null;
    },
  });
}

function Bar({ form }: { form: Form }) {
  return (
    <div className={css.bar} role="group">
      <div className={css.what}>
        {form.wrong ? <Wrong told={form.wrong} /> : <Trans>You have changes that are not saved.</Trans>}
      </div>
      <Button variant="default" onClick={form.reset}>
        {form.overtaken ? <Trans>Show the newer state</Trans> : <Trans>Discard</Trans>}
      </Button>
      <Button type="submit" loading={form.busy}>
        <Trans>Save changes</Trans>
      </Button>
    </div>
  );
}

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { settingsQuery } from "../../api/settings";
import { Section } from "./Sections";
import css from "./Settings.module.css";

/** What is kept, and for how long. */
export function Kept() {
  const { t } = useLingui();
  const { data } = useQuery(settingsQuery);
  const kept = data?.kept;
  return (
    <Section
      title={t`What is kept, and how long`}
      text={<Trans>A person who is erased is gone from all of it, for good.</Trans>}
    >
      <dl className={css.facts}>
        <Fact name={t`People and their events`}>
          <Trans>until the person is erased</Trans>
        </Fact>
        <Fact name={t`Messages and what became of them`}>
          <Trans>until the person is erased</Trans>
        </Fact>
        <Fact name={t`Messages in a bell`}>{kept && <Days count={kept.inbox_days} />}</Fact>
        <Fact name={t`Popups that are over, calls to your servers, lost devices`}>
          {kept && <Days count={kept.ended_days} />}
        </Fact>
        <Fact name={t`Audit log`}>
          <Trans>always</Trans>
        </Fact>
      </dl>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Days({ count }: { count: number }) {
  return <Plural value={count} one="# day" other="# days" />;
}

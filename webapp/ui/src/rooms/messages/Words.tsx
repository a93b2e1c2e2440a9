import { Trans } from "@lingui/react/macro";

import type { Schemas } from "../../api/client";
import css from "./Messages.module.css";
import type { Content } from "./queries";

interface Props {
  content: Content | null;
  push: Schemas["PushItem"] | undefined;
}

/** What the person got; where that is not kept, the push as it is written now. */
export function Words({ content, push }: Props) {
  const told = content ?? push;
  if (!told) return null;
  return (
    <section>
      <h2 className={css.title}>
        <Trans>Words</Trans>
      </h2>
      <figure className={css.card} {...(content && { lang: content.language })}>
        <strong>{told.title}</strong>
        <p>{told.message}</p>
        {told.url && (
          <p className={css.hint}>
            <bdi>{told.url}</bdi>
          </p>
        )}
        {content && <Buttons of={content} />}
      </figure>
      <p className={css.hint}>
        {content ? (
          <Trans>As the person got it.</Trans>
        ) : (
          <Trans>What this person got is not kept; this is the push as it is written now, with its placeholders.</Trans>
        )}
      </p>
    </section>
  );
}

function Buttons({ of: { actions } }: { of: Content }) {
  if (actions.length === 0) return null;
  return (
    <div className={css.buttons}>
      {actions.map(({ action, title }) => (
        <span key={action}>{title}</span>
      ))}
    </div>
  );
}

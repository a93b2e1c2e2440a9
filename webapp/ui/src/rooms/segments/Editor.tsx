import { TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Problem } from "../../api/problem";
import { Failure } from "../../parts/Failure";
import { Rules } from "../../parts/rules/Rules";
import { ruleWordsQuery } from "../../parts/rules/told";
import { problemsOf } from "./problems";
import type { Draft } from "./queries";
import { Size } from "./Size";
import css from "./Segments.module.css";

interface Props {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  may: boolean;
  /** What saving it came to. */
  refused: unknown;
}

/** Its name and its rule, and beside them whom it holds for. */
export function Editor({ draft, onDraft, may, refused }: Props) {
  const { t } = useLingui();
  const { data: words, error, refetch } = useQuery(ruleWordsQuery("segment"));
  const problems = problemsOf(refused);
  const taken = refused instanceof Problem && refused.code === "name_taken";
  return (
    <div className={css.halves}>
      <div className={css.form}>
        <TextInput
          label={t`Name`}
          value={draft.name}
          readOnly={!may}
          maxLength={200}
          error={taken ? t`Another segment is called so. Choose another name.` : problems.name}
          onChange={(event) => onDraft({ ...draft, name: event.currentTarget.value })}
        />
        <section aria-label={t`Rule`}>
          <h2 className={css.title}>
            <Trans>People in it</Trans>
          </h2>
          {error && <Failure error={error} retry={() => void refetch()} />}
          {words && (
            <Rules
              value={draft.rule}
              onChange={(rule) => onDraft({ ...draft, rule })}
              fields={words}
              problems={problems.rule}
              may={may}
              label={t`Rule`}
            />
          )}
        </section>
      </div>
      <Size rule={draft.rule} />
    </div>
  );
}

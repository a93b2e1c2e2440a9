import { TextInput } from "@mantine/core";
import { Trans } from "@lingui/react/macro";

import css from "./Editor.module.css";
import type { Previewing } from "./usePreview";

/** What to put in the place of placeholders, to try. */
export function Values({ preview: { wanted, values, setValue } }: { preview: Previewing }) {
  if (wanted.length === 0) return null;
  return (
    <details className={css.values}>
      <summary>
        <Trans>Values to try with</Trans>
      </summary>
      <div className={css.inputs}>
        {wanted.map((field) => (
          <TextInput
            key={field}
            size="xs"
            label={field}
            value={values[field] ?? ""}
            onChange={({ currentTarget }) => setValue(field, currentTarget.value)}
          />
        ))}
      </div>
    </details>
  );
}

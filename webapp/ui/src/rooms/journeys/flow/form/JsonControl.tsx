import { JsonInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { common, type ControlProps } from "./given";
import { parsed, written } from "./json";

/** Any JSON. What is not yet JSON stays in the field, and the last that was in the document. */
export function JsonControl(props: ControlProps) {
  const { t } = useLingui();
  const { value, set } = props;
  const [typed, setTyped] = useState<{ text: string; of: unknown } | null>(null);
  // What was typed counts until the document changes by other means.
  const text = typed && written(typed.of) === written(value) ? typed.text : written(value);
  const wrong = parsed(text) === null ? t`This is no JSON yet: it is not kept.` : null;
  const { error, ...rest } = common(props);
  return (
    <JsonInput
      {...rest}
      error={wrong ?? error}
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      dir="ltr"
      value={text}
      onChange={(now) => {
        const read = parsed(now);
        setTyped({ text: now, of: read ? read.value : value });
        if (read) set(read.value);
      }}
    />
  );
}

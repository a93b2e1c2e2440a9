import { useLingui } from "@lingui/react/macro";

import { textAt } from "../../parts/resources/document";
import res from "../../parts/resources/Resources.module.css";
import { TemplateField } from "../../parts/resources/TemplateField";
import type { Fields } from "../../parts/resources/fields";
import type { PushDocument } from "./queries";

interface Props {
  fields: Fields;
  /** "" for the push's own words. */
  language: string;
  draft: PushDocument;
  known: readonly string[];
}

/** Title, message and link in one language; what stands nowhere is said as in the push's own. */
export function Words({ fields, language, draft, known }: Props) {
  const { t } = useLingui();
  const path = (name: string): string => (language ? ["languages", language, name].join("/") : name);
  const text = (name: string) => {
    const { value, error, disabled } = fields.text(path(name));
    // A language leaves out what it says as the others do; the push itself says so by null.
    const empty = language ? undefined : name === "url" ? null : "";
    return {
      value,
      error,
      disabled,
      fields: known,
      ...(language && { otherwise: textAt(draft, name) }),
      set: (typed: string) => fields.set(path(name), typed || empty),
    };
  };
  return (
    <div className={res.fields}>
      <TemplateField {...text("title")} label={t`Title`} longest={1000} />
      <TemplateField {...text("message")} label={t`Message`} longest={4000} rows={3} />
      <TemplateField
        {...text("url")}
        label={t`Link`}
        description={t`What a click opens: a page of your domains, or one of the site at hand, such as /sale.`}
        longest={2048}
        dir="ltr"
      />
    </div>
  );
}

import { useLingui } from "@lingui/react/macro";

import { textAt } from "../../parts/resources/document";
import { Picture } from "../../parts/resources/Picture";
import res from "../../parts/resources/Resources.module.css";
import type { Fields } from "../../parts/resources/fields";
import type { PushDocument } from "./queries";

/** The three pictures; the large one may be another in each language. */
export function Pictures({ fields, draft, language }: { fields: Fields; draft: PushDocument; language: string }) {
  const { t } = useLingui();
  const image = language ? ["languages", language, "image"].join("/") : "image";
  return (
    <div className={res.fields}>
      <Picture
        {...fields.text(image)}
        {...(language && { otherwise: textAt(draft, "image") })}
        set={(value) => fields.set(image, value ?? (language ? undefined : null))}
        label={language ? t`Image, in this language` : t`Image`}
        description={t`Large, 2:1, such as 720 × 360.`}
      />
      <div className={res.pair}>
        <Picture {...fields.text("icon")} label={t`Icon`} description={t`Square, 192 × 192. Else the workspace's.`} />
        <Picture
          {...fields.text("badge")}
          label={t`Badge`}
          description={t`Android's status bar: white on transparent, 96 × 96.`}
        />
      </div>
    </div>
  );
}

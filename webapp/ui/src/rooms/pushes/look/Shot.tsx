import { IconPhotoOff } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import css from "./Look.module.css";

/** A picture of the push; one that does not load says so. */
export function Shot({ src, className }: { src: string; className: string | undefined }) {
  return <Loaded key={src} src={src} className={className} />;
}

function Loaded({ src, className }: { src: string; className: string | undefined }) {
  const { t } = useLingui();
  const [failed, fail] = useState(false);
  if (!failed)
    return <img className={className} src={src} alt="" referrerPolicy="no-referrer" onError={() => fail(true)} />;
  return (
    <span className={`${className ?? ""} ${css.broken ?? ""}`}>
      <IconPhotoOff size={16} role="img" aria-label={t`This picture cannot be loaded`} />
    </span>
  );
}

import { TextInput } from "@mantine/core";
import { IconPhoto, IconPhotoOff } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import css from "./Resources.module.css";

interface Props {
  label: string;
  description?: string;
  value: string;
  otherwise?: string;
  error?: string | undefined;
  disabled: boolean;
  set: (value: string | null) => void;
}

const LTR = "ltr";
// eslint-disable-next-line lingui/no-unlocalized-strings -- how an address begins
const BEGINS = "https://";
const SHOWN = /^(https?:\/\/|\/[^/])[^{}]*$/i;

/** The address of a picture, and the picture itself beside it. */
export function Picture({ value, otherwise, set, ...more }: Props) {
  return (
    <TextInput
      {...more}
      dir={LTR}
      placeholder={otherwise ?? BEGINS}
      value={value}
      leftSection={<Thumb key={value} address={value} />}
      onChange={({ currentTarget }) => set(currentTarget.value || null)}
    />
  );
}

/** What the address leads to; a template can be seen in the preview alone. */
function Thumb({ address }: { address: string }) {
  const { t } = useLingui();
  const [failed, fail] = useState(false);
  if (!SHOWN.test(address)) return <IconPhoto size={18} aria-hidden />;
  if (failed) return <IconPhotoOff size={18} role="img" aria-label={t`This picture cannot be loaded`} />;
  return <img className={css.thumb} src={address} alt="" referrerPolicy="no-referrer" onError={() => fail(true)} />;
}

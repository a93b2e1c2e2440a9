import { useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";

import { tellFailure } from "../../parts/Failure";
import { documentOf } from "../../parts/resources/library";
import { More } from "../../parts/resources/More";
import { remove } from "../../parts/resources/remove";
import { make } from "./make";
import { pushes, type Push, type PushDocument } from "./queries";

interface Props {
  push: Push;
  /** After it is deleted. */
  gone?: () => void;
}

/** What can be done with one push. */
export function Acts({ push, gone }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { name } = push;
  const duplicate = async (): Promise<void> => {
    try {
      const made = await make({ ...(documentOf(push) as PushDocument), name: t`${name}, copy` });
      await navigate({ to: "/pushes/$key", params: { key: made.key } });
    } catch (error) {
      tellFailure(error);
    }
  };
  const away = async (): Promise<void> => {
    if (await remove(pushes as never, push, name)) gone?.();
  };
  return <More name={name} onDuplicate={() => void duplicate()} onDelete={() => void away()} />;
}

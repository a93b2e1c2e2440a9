import { useNavigate } from "@tanstack/react-router";

import { tellFailure } from "../../parts/Failure";
import { More } from "../../parts/resources/More";
import { remove } from "../../parts/resources/remove";
import { duplicate } from "./make";
import { pushes, type Push } from "./queries";

interface Props {
  push: Push;
  /** After it is deleted. */
  gone?: () => void;
}

/** What can be done with one push. */
export function Acts({ push, gone }: Props) {
  const navigate = useNavigate();
  const { name } = push;
  const copy = async (): Promise<void> => {
    try {
      const made = await duplicate(push);
      await navigate({ to: "/pushes/$key", params: { key: made.key } });
    } catch (error) {
      tellFailure(error);
    }
  };
  const away = async (): Promise<void> => {
    if (await remove(pushes as never, push, name)) gone?.();
  };
  return <More name={name} onDuplicate={() => void copy()} onDelete={() => void away()} />;
}

import { useNavigate } from "@tanstack/react-router";

import { tellFailure } from "../../parts/Failure";
import { documentOf } from "../../parts/resources/library";
import { More } from "../../parts/resources/More";
import { remove } from "../../parts/resources/remove";
import { make } from "./make";
import { popups, type Popup } from "./queries";

interface Props {
  popup: Popup;
  /** After it is deleted. */
  gone?: () => void;
}

/** What can be done with one popup. */
export function Acts({ popup, gone }: Props) {
  const navigate = useNavigate();
  const { title } = popup;
  const duplicate = async (): Promise<void> => {
    try {
      const made = await make(documentOf(popup));
      await navigate({ to: "/popups/$key", params: { key: made.key } });
    } catch (error) {
      tellFailure(error);
    }
  };
  const away = async (): Promise<void> => {
    if (await remove(popups as never, popup, title)) gone?.();
  };
  return <More name={title} onDuplicate={() => void duplicate()} onDelete={() => void away()} />;
}

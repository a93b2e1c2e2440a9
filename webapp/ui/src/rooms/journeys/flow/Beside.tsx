import type { Described } from "./description";
import type { Found } from "./drawing";
import type { Act, Editing } from "./edit";
import { Settings } from "./Settings";
import { Several } from "./Several";
import { Side } from "./Side";

interface Props {
  editing: Editing;
  described: Described;
  problems: readonly Found[];
  may: boolean;
  act: (act: Act) => void;
  /** Whether the journey's own settings are asked for: shown where no step is selected. */
  settings: boolean;
  close: () => void;
}

/** The form of what is selected: a step, several, or the journey itself. */
export function Beside({ settings, close, ...props }: Props) {
  const { now, selected } = props.editing;
  const [first, second] = selected;
  if (first === undefined) return settings && <Settings {...props} close={close} />;
  if (second !== undefined) return props.may && <Several {...props} />;
  const step = now.nodes.find(({ id }) => id === first);
  return step && <Side step={step} {...props} />;
}

import { useNetwork } from "@mantine/hooks";

import css from "./Flow.module.css";
import { unsaved, type Unsaved } from "./unsaved";
import type { Keeping } from "./useSaving";

/** Why the draft is not kept, in the reader's language; null while all is well. */
export function useUnsaved({ state, cause }: Pick<Keeping, "state" | "cause">): Unsaved | null {
  const { online } = useNetwork();
  return unsaved(state, cause, online);
}

/** Above the canvas: why the server does not take the draft, and what to do. Offline is said by the frame. */
export function NotKept({ keeping }: { keeping: Keeping }) {
  const { online } = useNetwork();
  const why = useUnsaved(keeping);
  return (
    why &&
    online && (
      <div className={css.conflict} role="alert">
        <p>
          <strong>{why.happened}</strong> {why.todo}
        </p>
      </div>
    )
  );
}

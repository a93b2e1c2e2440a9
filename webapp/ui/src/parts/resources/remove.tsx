import { Alert } from "@mantine/core";
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { queries } from "../../api/queries";
import { confirm } from "../Confirm";
import { tellFailure } from "../Failure";
import { tellUndo } from "../Undo";
import { documentOf, type Kept, type Library, type Use } from "./library";
import css from "./Resources.module.css";
import { UseList } from "./Uses";

/** Say where it is used, then take it away; what is live keeps it. Answers whether it is gone. */
export async function remove<Item extends Kept>(
  library: Library<Item, never>,
  item: Item,
  name: string,
): Promise<boolean> {
  try {
    const uses = await queries.query({ ...library.usesQuery(item.key), staleTime: 0 });
    const held = uses.some(({ live }) => live);
    const sure = await confirm({
      title: held ? i18n._(msg`“${name}” is in use`) : i18n._(msg`Delete “${name}”?`),
      act: held ? i18n._(msg`Close`) : i18n._(msg`Delete`),
      choice: true,
      tells: held,
      body: <Body uses={uses} held={held} />,
    });
    if (!sure || held) return false;
    await library.remove(item);
    tellUndo(i18n._(msg`“${name}” is deleted.`), () => library.create(documentOf(item) as never));
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

function Body({ uses, held }: { uses: readonly Use[]; held: boolean }) {
  if (uses.length === 0)
    return (
      <p>
        <Trans>Nothing uses it. You can undo it right after.</Trans>
      </p>
    );
  return (
    <>
      {held ? (
        <p>
          <Trans>Take it out of what is live first, then it can be deleted.</Trans>
        </p>
      ) : (
        <Alert color="yellow" variant="light" className={css.note}>
          <Trans>These drafts name it, and cannot be published without it:</Trans>
        </Alert>
      )}
      <UseList uses={uses} />
    </>
  );
}

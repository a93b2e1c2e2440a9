/** A new push under a key of its own. */
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { queries } from "../../api/queries";
import { freeKey, keyOf } from "../../parts/resources/document";
import { documentOf } from "../../parts/resources/library";
import { pushes, type Push, type PushDocument } from "./queries";

/** Keep this document; its key is made of its name, or of the one it bears, and is not taken. */
export async function make(document: PushDocument): Promise<Push> {
  const all = await queries.query({ ...pushes.listQuery, staleTime: 0 });
  const taken = new Set(all.map(({ key }) => key));
  return pushes.create({ ...document, key: freeKey(document.key || keyOf(document.name), taken) });
}

/** A copy of it, called so. */
export function duplicate(push: Push): Promise<Push> {
  const { name } = push;
  return make({ ...(documentOf(push) as PushDocument), name: i18n._(msg`${name}, copy`) });
}

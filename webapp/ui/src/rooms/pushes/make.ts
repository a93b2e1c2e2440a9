/** A new push under a key of its own. */
import { queries } from "../../api/queries";
import { freeKey, keyOf } from "../../parts/resources/document";
import { pushes, type Push, type PushDocument } from "./queries";

/** Keep this document; its key is made of its name, or of the one it bears, and is not taken. */
export async function make(document: PushDocument): Promise<Push> {
  const all = await queries.query({ ...pushes.listQuery, staleTime: 0 });
  const taken = new Set(all.map(({ key }) => key));
  return pushes.create({ ...document, key: freeKey(document.key || keyOf(document.name), taken) });
}

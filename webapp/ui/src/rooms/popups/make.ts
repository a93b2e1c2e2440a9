/** A new popup under a key of its own. */
import { queries } from "../../api/queries";
import { freeKey, keyOf } from "../../parts/resources/document";
import { popups, type Popup, type PopupDocument } from "./queries";

/** Keep this document; its key is made of its title, or of the one it bears, and is not taken. */
export async function make(document: PopupDocument): Promise<Popup> {
  const all = await queries.query({ ...popups.listQuery, staleTime: 0 });
  const taken = new Set(all.map(({ key }) => key));
  return popups.create({ ...document, key: freeKey(document.key || keyOf(document.title), taken) });
}

import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { Editor } from "./Editor";
import { popups } from "./queries";

const route = getRouteApi("/frame/popups/$key");

/** A popup by its key. */
export function PopupPage() {
  const { key } = route.useParams();
  const { data } = useSuspenseQuery(popups.query(key));
  return <Editor key={key} popup={data} />;
}

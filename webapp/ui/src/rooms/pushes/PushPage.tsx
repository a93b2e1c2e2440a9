import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { Editor } from "./Editor";
import { pushes } from "./queries";

const route = getRouteApi("/frame/pushes/$key");

/** A push by its key. */
export function PushPage() {
  const { key } = route.useParams();
  const { data } = useSuspenseQuery(pushes.query(key));
  return <Editor key={key} push={data} />;
}

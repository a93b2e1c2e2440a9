/** What the room asks of the API beside its library. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { library } from "../../parts/resources/library";

export type Popup = Schemas["PopupItem"];
export type PopupDocument = Schemas["PopupBody"] & Record<string, unknown>;
export type Template = NonNullable<Popup["template"]>;

export const popups = library<Popup, PopupDocument>("popups");

/** The popup as it is written now, as the snippet would be given it; the one before stays meanwhile. */
export const previewQuery = (body: Schemas["PopupPreviewBody"]) =>
  queryOptions({
    queryKey: ["popup-preview", body],
    queryFn: () => read(api.POST("/api/v1/popups/preview", { body })),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    retry: false,
  });

/** What the room asks of the API beside its library. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { library } from "../../parts/resources/library";

export type Push = Schemas["PushItem"];
export type PushDocument = Schemas["PushBody"] & Record<string, unknown>;
export type PreviewBody = Omit<Schemas["PushPreviewBody"], "document"> & { document: PushDocument };
export type Content = Schemas["RenderedContent"];
/** The generator makes of what may be null a record of nothing as well. */
export type Preview = Omit<Schemas["PushPreview"], "content" | "refused"> & {
  content: Content | null;
  refused: Schemas["RefusedItem"] | null;
};
export type Browser = Schemas["BrowserItem"];
export type Ready = Schemas["ReadyPush"];

export const pushes = library<Push, PushDocument>("push-resources");

const STEADY = { staleTime: Infinity };

/** What each browser shows, as the server's one table says. */
export const browsersQuery = queryOptions({
  queryKey: ["browsers"],
  queryFn: () => read(api.GET("/api/v1/browsers")),
  ...STEADY,
});

export const readyQuery = queryOptions({
  queryKey: ["gallery", "pushes"],
  queryFn: async () => (await read(api.GET("/api/v1/gallery/pushes"))).items,
  ...STEADY,
});

/** The push as it is written now, rendered and measured by the server; the one before stays meanwhile. */
export const previewQuery = (body: PreviewBody) =>
  queryOptions({
    queryKey: ["push-preview", body],
    queryFn: async () => (await read(api.POST("/api/v1/push-resources/preview", { body }))) as Preview,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    retry: false,
  });

/** Put the push as it is looked at on its way to a device: its words, language and event. */
export function testPush(device: string, push: string, seen: PreviewBody): Promise<Schemas["TestItem"]> {
  const { document, language, event, properties } = seen;
  const body = { push, document, language, event, properties } as Schemas["TestBody"];
  return read(api.POST("/api/v1/devices/{device_id}/test", { params: { path: { device_id: device } }, body }));
}

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ["messages", id],
    queryFn: () => read(api.GET("/api/v1/messages/{message_id}", { params: { path: { message_id: id } } })),
  });

/** What the room asks of the API. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";
import { asked, orderOf, type MessagesView } from "./view";

export type Message = Schemas["MessageItem"];
export type Content = Schemas["MessageContent"];
export type MessageWhole = Omit<Schemas["MessageWhole"], "content"> & { content: Content | null };
export type Send = Schemas["SendItem"];

export const ALL = ["messages"] as const;

/** Asks for a page of what the view shows; it may be short and not the last. */
export const loader =
  (view: MessagesView, limit: number) =>
  (after: string | undefined): Promise<PageOf<Message>> => {
    const query = { limit, sort: orderOf(view), ...asked(view), ...(after !== undefined && { after }) };
    return read(api.GET("/api/v1/messages", { params: { query } }));
  };

/** Has it noted that so many lines of what the view shows were taken out. */
export const noteExported =
  (view: MessagesView) =>
  (rows: number): Promise<unknown> => {
    const body = { rows, ...asked(view) } as Schemas["MessagesExportedBody"];
    return read(api.POST("/api/v1/messages/exported", { body }));
  };

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "one", id],
    queryFn: async () => {
      const params = { path: { message_id: id } };
      return (await read(api.GET("/api/v1/messages/{message_id}", { params }))) as MessageWhole;
    },
  });

export const fetchMessage = (id: string): Promise<MessageWhole> => queries.query(messageQuery(id));

/** Endpoints and the calls to customers' servers: asked of the API, and told it. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";
import type { WebhookView } from "./webhookView";

export type Endpoint = Schemas["EndpointItem"];
export type EndpointBody = Pick<Endpoint, "url" | "kinds">;
export type WebhookKind = Endpoint["kinds"][number];
export type WebhookCall = Schemas["WebhookCallItem"];

const ENDPOINTS = ["webhooks"] as const;
export const CALLS = ["webhook-calls"] as const;

const of = (id: string) => ({ path: { webhook_id: id } });

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await queries.invalidateQueries({ queryKey: ENDPOINTS });
  await queries.invalidateQueries({ queryKey: CALLS });
  await queries.invalidateQueries({ queryKey: ["stats", "stuck"] });
  return answer;
}

export const endpointsQuery = queryOptions({
  queryKey: ENDPOINTS,
  queryFn: async () => (await read(api.GET("/api/v1/webhooks"))).items,
});

/** Answers its secret, which is told this once. */
export const addEndpoint = async (body: EndpointBody): Promise<string> =>
  (await changed(read(api.POST("/api/v1/webhooks", { body: { ...body, on: true } })))).secret;

/** Refused where somebody else has changed it since. */
export const changeEndpoint = (
  { id, version }: Endpoint,
  body: Partial<EndpointBody> & { on?: boolean },
): Promise<unknown> => {
  const headers = { "If-Match": `"${version}"` };
  return changed(read(api.PATCH("/api/v1/webhooks/{webhook_id}", { params: of(id), body, headers })));
};

export const removeEndpoint = (id: string): Promise<unknown> =>
  changed(read(api.DELETE("/api/v1/webhooks/{webhook_id}", { params: of(id) })));

/** A new secret, told this once; for a day the one before signs too. */
export const renewSecret = async (id: string): Promise<string> =>
  (await changed(read(api.POST("/api/v1/webhooks/{webhook_id}/secret", { params: of(id) })))).secret;

export const testEndpoint = (id: string): Promise<unknown> =>
  changed(read(api.POST("/api/v1/webhooks/{webhook_id}/test", { params: of(id) })));

export const loadCalls =
  ({ state, webhook }: WebhookView) =>
  (after: string | undefined): Promise<PageOf<WebhookCall>> => {
    const wanted = { ...(state && { state }), ...(webhook && { webhook }), ...(after !== undefined && { after }) };
    return read(api.GET("/api/v1/webhooks/calls", { params: { query: { limit: 50, ...wanted } } }));
  };

export const resendCall = (id: string): Promise<unknown> =>
  changed(read(api.POST("/api/v1/webhooks/calls/{call_id}/resend", { params: { path: { call_id: id } } })));

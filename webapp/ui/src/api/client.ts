/** The management API, by the types made from its OpenAPI document: `await read(api.GET("/api/v1/journeys"))`. */
import createClient, { type Middleware } from "openapi-fetch";

import { credentials } from "./credentials";
import { problemOf, unreachable } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-Waymark-CSRF", credentials.csrf());
    const workspace = credentials.workspace();
    if (workspace !== "") request.headers.set("X-Waymark-Workspace", workspace);
    return request;
  },
  async onResponse({ response }) {
    if (response.status === 401) await credentials.refused(response.clone());
    if (response.status === 409) await credentials.conflict(response.clone());
  },
  onError: unreachable,
};

export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: "same-origin",
  fetch: (request) => fetch(request),
});
api.use(guard);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer of a call. Throws Problem. */
export async function read<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response, error);
  return data as T;
}

/** What the room asks of the API, again and again. */
import { api, read, type Schemas } from "../../api/client";
import type { LiveView } from "./view";

export type Arrival = Schemas["ArrivalItem"];
export type Arrivals = Schemas["Arrivals"];
export type Refusal = Schemas["RefusalItem"];

/** What came since the look before; without one the end of the log. */
export function look({ kind, person }: LiveView, after: string | undefined): Promise<Arrivals> {
  const query = { ...(kind && { kind }), ...(person && { user_id: person }), ...(after && { after }) };
  return read(api.GET("/api/v1/events", { params: { query } }));
}

export const refused = async (): Promise<Refusal[]> => (await read(api.GET("/api/v1/events/refused"))).items;

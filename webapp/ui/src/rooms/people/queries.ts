/** What the room asks of the API, and what it tells it; each act says which answers it makes old. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import type { PageOf } from "../../list/cursor";
import type { Status } from "./view";

export type Person = Schemas["PersonItem"];
export type PersonWhole = Schemas["PersonWhole"];
export type Device = Schemas["DeviceItem"];
export type Happening = Schemas["HappeningItem"];
export type Run = Schemas["RunItem"];
export type Message = Schemas["MessageItem"];
export type Send = Schemas["SendItem"];

export const ALL = ["people"] as const;
const PAGE = 200;
const STEP = 50;

/** A page of the list, whoever was seen last first; of one push status, or of all. */
export const loadPeople =
  (status: Status | undefined) =>
  (after: string | undefined): Promise<PageOf<Person>> => {
    const wanted = { limit: PAGE, sort: "seen" as const, ...(status !== undefined && { push_status: status }) };
    const query = { ...wanted, ...(after !== undefined && { after }) };
    return read(api.GET("/api/v1/people", { params: { query } }));
  };

/** Whoever bears this id, or an e-mail or a name that begins so; of one push status, or of all. */
export const searchQuery = (q: string, status: Status | undefined, limit = PAGE) =>
  queryOptions({
    queryKey: [...ALL, "search", q, status, limit],
    enabled: q !== "",
    queryFn: async () => {
      const query = { q, limit, ...(status !== undefined && { push_status: status }) };
      return (await read(api.GET("/api/v1/people", { params: { query } }))).items;
    },
  });

const named = (id: string) => ({ params: { path: { person_id: id } } });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, id],
    queryFn: () => read(api.GET("/api/v1/people/{person_id}", named(id))),
  });

export const statusQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, id, "status"],
    queryFn: () => read(api.GET("/api/v1/people/{person_id}/push-status", named(id))),
  });

export const devicesQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, id, "devices"],
    queryFn: async () => (await read(api.GET("/api/v1/people/{person_id}/devices", named(id)))).items,
  });

function pageOf(id: string, after: string | undefined) {
  const query = { limit: STEP, ...(after !== undefined && { after }) };
  return { params: { path: { person_id: id }, query } };
}

/** A page of each of the lists that her timeline is made of, the newest first. */
export const loadEvents = (id: string, after: string | undefined): Promise<PageOf<Happening>> =>
  read(api.GET("/api/v1/people/{person_id}/timeline", pageOf(id, after)));
export const loadRuns = (id: string, after: string | undefined): Promise<PageOf<Run>> =>
  read(api.GET("/api/v1/people/{person_id}/runs", pageOf(id, after)));
export const loadMessages = (id: string, after: string | undefined): Promise<PageOf<Message>> =>
  read(api.GET("/api/v1/people/{person_id}/messages", pageOf(id, after)));

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await queries.invalidateQueries({ queryKey: ALL });
  return answer;
}

/** Put a push on its way to this device. */
export function testDevice(deviceId: string, push: string): Promise<Schemas["TestItem"]> {
  const params = { path: { device_id: deviceId } };
  return changed(read(api.POST("/api/v1/devices/{device_id}/test", { params, body: { push } })));
}

export function removeDevice(deviceId: string): Promise<unknown> {
  return changed(read(api.DELETE("/api/v1/devices/{device_id}", { params: { path: { device_id: deviceId } } })));
}

/** Pushes go to these devices of hers alone; null takes it back. */
export function targetPerson(id: string, target: "all" | "web" | "native" | null): Promise<unknown> {
  return changed(read(api.PATCH("/api/v1/people/{person_id}", { ...named(id), body: { target } })));
}

/** Erase her; what the cache holds of her goes too. */
export async function erasePerson(id: string): Promise<void> {
  await read(api.DELETE("/api/v1/people/{person_id}", named(id)));
  queries.removeQueries({ queryKey: [...ALL, id] });
  queries.removeQueries({ queryKey: ["found"] });
  await queries.invalidateQueries({ queryKey: ALL });
}

/** All that is kept of her, as the server's document. */
export function exportPerson(id: string): Promise<Blob> {
  return read(api.GET("/api/v1/people/{person_id}/export", { ...named(id), parseAs: "blob" }));
}

/** Has it noted that so many people were taken out, and of which list; not what was searched, which names somebody. */
export const noteExported =
  (of: { status: Status | undefined; searched: boolean }) =>
  (rows: number): Promise<unknown> => {
    const { status, searched } = of;
    const body = { rows, searched, ...(status !== undefined && { status }) };
    return read(api.POST("/api/v1/people/exported", { body }));
  };

/** What a person got with a message, if it is kept; null else. */
export const wordsQuery = (id: string) =>
  queryOptions({
    queryKey: ["messages", "words", id],
    queryFn: async () => {
      const call = { params: { path: { message_id: id } } };
      const { content } = await read(api.GET("/api/v1/messages/{message_id}", call));
      // The description has no shape for what may be null.
      return content as Schemas["MessageContent"] | null;
    },
  });

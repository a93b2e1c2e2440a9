/** What the editors ask of the rest of the product: people to try with, categories, settings. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../api/client";
import { library } from "./library";

export type Category = Schemas["CategoryItem"];
export type CategoryDocument = Schemas["CategoryBody"] & Record<string, unknown>;
export type Person = Schemas["PersonItem"];
export type Device = Schemas["DeviceItem"];

const MOST = 50;
const LONG = 60_000;

export const categories = library<Category, CategoryDocument>("categories");

/** Some people to try with; anybody else is found by the whole user id. */
export const somePeopleQuery = (userId: string) =>
  queryOptions({
    queryKey: ["people", "some", userId],
    staleTime: LONG,
    queryFn: async () => {
      const some = read(api.GET("/api/v1/people", { params: { query: { limit: MOST } } }));
      if (userId === "") return (await some).items;
      const exact = await read(api.GET("/api/v1/people", { params: { query: { user_id: userId } } }));
      return [...exact.items, ...(await some).items.filter(({ id }) => id !== exact.items[0]?.id)];
    },
  });

const named = (id: string) => ({ params: { path: { person_id: id } } });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", id],
    enabled: id !== "",
    queryFn: () => read(api.GET("/api/v1/people/{person_id}", named(id))),
  });

export const devicesQuery = (id: string) =>
  queryOptions({
    queryKey: ["people", id, "devices"],
    enabled: id !== "",
    queryFn: async () => (await read(api.GET("/api/v1/people/{person_id}/devices", named(id)))).items,
  });

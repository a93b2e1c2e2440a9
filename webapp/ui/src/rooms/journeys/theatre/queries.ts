/** A rehearsal of the draft on one person, and a push to one's own device. */
import { queryOptions } from "@tanstack/react-query";

import { api, read, type Schemas } from "../../../api/client";
import type { JourneyWhole } from "../queries";
import type { Play } from "./play";

export type Tried = Schemas["TriedItem"];
export type Told = Schemas["StepItem"];
export type Beginning = Schemas["BeginningItem"];
export type Message = Schemas["MessageItem"];

/** Nothing is sent and nothing is kept: the same play on the same draft comes to the same. */
export const triedQuery = (journey: JourneyWhole, play: Play) =>
  queryOptions({
    queryKey: ["tried", journey.id, journey.draft_version, play],
    enabled: play.moves.length > 0,
    retry: false,
    placeholderData: (before: Tried | undefined) => before,
    queryFn: () => {
      const { who, invented, start, moves } = play;
      const person = who === undefined ? { person: invented } : { person_id: who };
      const body = { ...person, start, moves } as never;
      const params = { path: { journey_id: journey.id } };
      return read(api.POST("/api/v1/journeys/{journey_id}/try", { params, body }));
    },
  });

/** An event that starts the draft, and somebody made up who comes in by it. */
export const beginningQuery = ({ id, draft_version: version }: JourneyWhole) =>
  queryOptions({
    queryKey: ["tried", id, version, "beginning"],
    queryFn: (): Promise<Beginning> =>
      read(api.GET("/api/v1/journeys/{journey_id}/try", { params: { path: { journey_id: id } } })),
  });

const MANY = 200;

/** Whom to choose from: the first 200, and whoever bears exactly this user id. */
export const choiceQuery = (userId: string) =>
  queryOptions({
    queryKey: ["people", "choice", userId],
    queryFn: async () => {
      const query = userId === "" ? { limit: MANY } : { user_id: userId };
      return (await read(api.GET("/api/v1/people", { params: { query } }))).items;
    },
    placeholderData: (before) => before,
  });

/** The devices of the member himself, by his user id on the site, that can be sent to. */
export const ownDevicesQuery = (userId: string | null) =>
  queryOptions({
    queryKey: ["people", "own", userId],
    enabled: userId !== null,
    queryFn: async () => {
      const found = await read(api.GET("/api/v1/people", { params: { query: { user_id: userId ?? "" } } }));
      const [me] = found.items;
      if (!me) return [];
      const devices = await read(
        api.GET("/api/v1/people/{person_id}/devices", { params: { path: { person_id: me.id } } }),
      );
      return devices.items.filter(({ subscribed }) => subscribed);
    },
  });

export async function sendTest(device: string, push: string): Promise<string> {
  const params = { path: { device_id: device } };
  return (await read(api.POST("/api/v1/devices/{device_id}/test", { params, body: { push } }))).message;
}

const SOON = 1_000;
const isOver = (message: Message | undefined): boolean =>
  message?.state === "suppressed" || (message?.sends.some(({ settled_at: at }) => at !== null) ?? false);

/** What became of a test: asked for until the push service has answered. */
export const sentQuery = (message: string | null) =>
  queryOptions({
    queryKey: ["messages", "test", message],
    enabled: message !== null,
    queryFn: (): Promise<Message> =>
      read(api.GET("/api/v1/messages/{message_id}", { params: { path: { message_id: message ?? "" } } })),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : SOON),
  });

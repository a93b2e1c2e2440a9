/** The rooms that are built, in the order of the rail; a room that is not here cannot be seen. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  IconActivity,
  IconBell,
  IconHome,
  IconMessage2,
  IconRoute,
  IconSend,
  IconSettings,
  IconSpeakerphone,
  IconTags,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from "@tabler/icons-react";

import type { Role } from "../session/session";

/** Something that the search offers: a person, a journey, an act. */
export interface Found {
  id: string;
  label: string;
  /** A word beside it: what it is. */
  about?: string;
  /** Where it leads, as a path inside the console. */
  to: string;
}

export interface Room {
  /** Its folder here, the first part of its address, and where its words lie. */
  name: string;
  title: MessageDescriptor;
  glyph: Icon;
  /** `below`: under the line, for developers and admins. */
  place: "above" | "below";
  /** Who sees it; everybody if absent. */
  roles?: readonly Role[];
  /** What it finds for the search; loaded when something is searched. */
  find?: () => Promise<(words: string) => Promise<Found[]>>;
}

export const ROOMS: readonly Room[] = [
  { name: "home", title: msg`Home`, glyph: IconHome, place: "above" },
  {
    name: "journeys",
    title: msg`Journeys`,
    glyph: IconRoute,
    place: "above",
    find: async () => (await import("./journeys/find")).find,
  },
  {
    name: "segments",
    title: msg`Segments`,
    glyph: IconUsersGroup,
    place: "above",
    find: async () => (await import("./segments/find")).find,
  },
  {
    name: "people",
    title: msg`People`,
    glyph: IconUsers,
    place: "above",
    find: async () => (await import("./people/find")).find,
  },
  {
    name: "pushes",
    title: msg`Pushes`,
    glyph: IconBell,
    place: "above",
    find: async () => (await import("./pushes/find")).find,
  },
  {
    name: "campaigns",
    title: msg`Campaigns`,
    glyph: IconSpeakerphone,
    place: "above",
    find: async () => (await import("./campaigns/find")).find,
  },
  {
    name: "popups",
    title: msg`Popups`,
    glyph: IconMessage2,
    place: "above",
    find: async () => (await import("./popups/find")).find,
  },
  {
    name: "categories",
    title: msg`Categories`,
    glyph: IconTags,
    place: "above",
    find: async () => (await import("./categories/find")).find,
  },
  {
    name: "messages",
    title: msg`Messages`,
    glyph: IconSend,
    place: "above",
    find: async () => (await import("./messages/find")).find,
  },
  { name: "live", title: msg`Live events`, glyph: IconActivity, place: "below" },
  {
    name: "settings",
    title: msg`Settings`,
    glyph: IconSettings,
    place: "below",
    find: async () => (await import("./settings/find")).find,
  },
];

/** Its address; the router knows its own paths only by their letters. */
export const pathOf = ({ name }: Pick<Room, "name">): "/" => `/${name}` as "/";

export const roomsFor = (role: Role): readonly Room[] => ROOMS.filter(({ roles }) => roles?.includes(role) ?? true);

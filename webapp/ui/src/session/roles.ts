/** What roles are called. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Role } from "./session";

const WORDS: Record<Role, MessageDescriptor> = {
  viewer: msg({ context: "role", message: "Viewer" }),
  marketer: msg({ context: "role", message: "Marketer" }),
  admin: msg({ context: "role", message: "Admin" }),
};

export const roleWord = (role: Role): MessageDescriptor => WORDS[role];

/** The pages of the settings, in their groups: for the way between them, and for the search. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Role } from "../../session/session";

export interface SectionLink {
  to:
    | "/settings"
    | "/settings/workspace"
    | "/settings/members"
    | "/settings/sending"
    | "/settings/preferences"
    | "/settings/data"
    | "/settings/install"
    | "/settings/browsers"
    | "/settings/keys"
    | "/settings/identity"
    | "/settings/push"
    | "/settings/webhooks"
    | "/settings/audit"
    | "/settings/workspaces";
  title: MessageDescriptor;
  /** What else somebody may look for who means this page. */
  also?: MessageDescriptor;
  /** Who sees it; everybody if absent. */
  roles?: readonly Role[];
}

export interface SectionGroup {
  title: MessageDescriptor;
  links: readonly SectionLink[];
}

const ADMINS: readonly Role[] = ["admin"];

export const GROUPS: readonly SectionGroup[] = [
  {
    title: msg`You`,
    links: [
      { to: "/settings", title: msg`Account`, also: msg`password, second factor, authenticator, sessions` },
      { to: "/settings/workspaces", title: msg`Your workspaces`, also: msg`new workspace, switch` },
    ],
  },
  {
    title: msg`Workspace`,
    links: [
      { to: "/settings/workspace", title: msg`General`, also: msg`name, icon, colour, domains, turn pushes off` },
      { to: "/settings/members", title: msg`Members`, also: msg`invite, roles, admins, user ID` },
      {
        to: "/settings/sending",
        title: msg`Sending`,
        also: msg`time zone, language, quiet hours, caps, limits, contact`,
      },
      { to: "/settings/preferences", title: msg`Preferences`, also: msg`defaults of categories and kinds of events` },
      { to: "/settings/data", title: msg`Data and resets`, also: msg`reset messages, reset subscribers, retention` },
      { to: "/settings/audit", title: msg`Audit log`, also: msg`who changed what`, roles: ADMINS },
    ],
  },
  {
    title: msg`Your site`,
    links: [
      {
        to: "/settings/install",
        title: msg`Install`,
        also: msg`snippet, script, service worker, sw.js, content policy`,
      },
      { to: "/settings/browsers", title: msg`Supported browsers`, also: msg`iPhone, Safari, Chrome, Firefox, Android` },
    ],
  },
  {
    title: msg`Developers`,
    links: [
      { to: "/settings/keys", title: msg`Keys`, also: msg`write key, secret key, API`, roles: ADMINS },
      { to: "/settings/identity", title: msg`Identity`, also: msg`signed users, token, JWT`, roles: ADMINS },
      {
        to: "/settings/push",
        title: msg`Push services`,
        also: msg`VAPID, providers, Apple, Google, Mozilla, Firebase, FCM, APNs, native apps`,
      },
      { to: "/settings/webhooks", title: msg`Webhooks`, also: msg`calls to your servers, endpoints, signature` },
    ],
  },
];

export type Place = SectionLink["to"];

const sees = (role: Role, { roles }: SectionLink): boolean => roles?.includes(role) ?? true;

/** The groups that this role sees, without empty ones. */
export function groupsFor(role: Role): SectionGroup[] {
  return GROUPS.map(({ title, links }) => ({ title, links: links.filter((link) => sees(role, link)) })).filter(
    ({ links }) => links.length > 0,
  );
}

export const titleOf = (place: Place): MessageDescriptor | undefined =>
  GROUPS.flatMap(({ links }) => links).find(({ to }) => to === place)?.title;

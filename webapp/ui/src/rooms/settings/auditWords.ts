/** The kinds of changes in words. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const WORDS: Record<string, MessageDescriptor> = {
  "audit.exported": msg`Took out the audit log`,
  "campaign.cancelled": msg`Cancelled a campaign`,
  "campaign.changed": msg`Changed a campaign`,
  "campaign.created": msg`Made a campaign`,
  "campaign.exported": msg`Took out the recipients of a campaign`,
  "campaign.paused": msg`Paused a campaign`,
  "campaign.removed": msg`Removed a campaign`,
  "campaign.resumed": msg`Resumed a campaign`,
  "campaign.sent": msg`Sent a campaign`,
  "category.changed": msg`Changed a category`,
  "category.created": msg`Made a category`,
  "category.removed": msg`Removed a category`,
  "device.removed": msg`Removed a device`,
  "device.tested": msg`Sent a test push`,
  "draft.saved": msg`Changed a journey's draft`,
  "events.exported": msg`Took out the events`,
  "identity_key.added": msg`Registered an identity key`,
  "identity_key.removed": msg`Removed an identity key`,
  "identity_secret.renewed": msg`Made a new identity secret`,
  "journey.archived": msg`Archived a journey`,
  "journey.created": msg`Made a journey`,
  "journey.paused": msg`Paused a journey`,
  "journey.published": msg`Published a journey`,
  "journey.resumed": msg`Resumed a journey`,
  "journey.unarchived": msg`Brought a journey back from the archive`,
  "key.created": msg`Made a key`,
  "key.revoked": msg`Revoked a key`,
  "member.changed": msg`Changed a member`,
  "member.invited": msg`Invited a member`,
  "member.joined": msg`Joined the workspace`,
  "member.logged_in": msg`Logged in`,
  "member.logged_out": msg`Logged out`,
  "member.password_changed": msg`Changed the own password`,
  "member.removed": msg`Removed a member`,
  "member.reset": msg`Reset a member's access`,
  "member.second_factor_ended": msg`Turned the second factor off`,
  "member.second_factor_set": msg`Turned the second factor on`,
  "member.session_ended": msg`Ended a session`,
  "messages.exported": msg`Took out a list of messages`,
  "messages.reset": msg`Reset the messages`,
  "people.exported": msg`Took out the list of people`,
  "people.imported": msg`Imported people`,
  "person.erased": msg`Erased a person`,
  "person.exported": msg`Took out a person's data`,
  "person.linked": msg`Made a link to a person's preferences`,
  "person.targeted": msg`Changed a person's target devices`,
  "popup.changed": msg`Changed a popup`,
  "popup.created": msg`Made a popup`,
  "popup.removed": msg`Removed a popup`,
  "push.changed": msg`Changed a push`,
  "push.created": msg`Made a push`,
  "push.removed": msg`Removed a push`,
  "push_service.removed": msg`Took away what apps are sent pushes with`,
  "push_service.set": msg`Set what apps are sent pushes with`,
  "segment.changed": msg`Changed a segment`,
  "segment.created": msg`Made a segment`,
  "segment.exported": msg`Took out the members of a segment`,
  "segment.removed": msg`Removed a segment`,
  "settings.changed": msg`Changed the settings`,
  "subscribers.reset": msg`Reset the subscribers`,
  "subscriptions.imported": msg`Imported subscriptions`,
  "vapid_key.imported": msg`Imported a VAPID key`,
  "vapid_key.rotated": msg`Rotated the VAPID key`,
  "webhook.changed": msg`Changed an endpoint`,
  "webhook.created": msg`Added an endpoint`,
  "webhook.removed": msg`Removed an endpoint`,
  "webhook.resent": msg`Sent a webhook call again`,
  "webhook.secret_renewed": msg`Made a new secret for an endpoint`,
  "webhook.tested": msg`Sent a test to an endpoint`,
  "webhook.turned_off": msg`Turned a failing endpoint off`,
  "webhook_secret.shown": msg`Looked at the webhook secret`,
  "workspace.created": msg`Made the workspace`,
};

/** What somebody did; an act that a newer server tells of stays in its own words. */
export function actWord(what: string): string {
  const word = WORDS[what];
  return word ? i18n._(word) : what;
}

const DETAILS: Record<string, MessageDescriptor> = {
  client_email: msg`service account`,
  devices: msg`devices`,
  environment: msg`environment`,
  duplicates: msg`known already`,
  fields: msg`fields`,
  key_id: msg`key`,
  message: msg`message`,
  project_id: msg`project`,
  of_users: msg`of users`,
  refused: msg`refused`,
  role: msg`role`,
  rows: msg`lines`,
  searched: msg`searched`,
  state: msg`state`,
  status: msg`push status`,
  taken: msg`taken`,
  target: msg`target devices`,
  team_id: msg`team`,
  topic: msg`app`,
  version: msg`version`,
  waiting: msg`who is inside`,
};

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join(", ") : typeof value === "string" ? value : JSON.stringify(value);

/** What of it stands in the detail, short: `fields: name, color`. */
export function detailOf(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${DETAILS[name] ? i18n._(DETAILS[name]) : name}: ${shown(value)}`)
    .join(" · ");
}

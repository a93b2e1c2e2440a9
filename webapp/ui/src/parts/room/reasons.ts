/** Reasons in words: those of docs/delivery.md, of the contract's state table and of what a push service answers. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const REASONS: Record<string, MessageDescriptor> = {
  erased: msg`The person was erased.`,
  push_off: msg`The workspace has turned pushes off.`,
  missing_resource: msg`The push it should show no longer exists.`,
  opted_out: msg`The person has turned pushes off.`,
  do_not_disturb: msg`The person had muted everything for a while.`,
  muted: msg`The person had muted this source for a while.`,
  category: msg`The person does not want this category, or it is off unless chosen.`,
  event_type: msg`The person does not want pushes about this event.`,
  no_device: msg`There was no device that could be sent to.`,
  moved: msg`The device belongs to somebody else now.`,
  timetable: msg`It was outside the hours the person allows.`,
  quiet_hours: msg`The workspace's quiet hours lasted, in the person's time zone.`,
  cap: msg`The person had got as many pushes as the cap allows.`,
  held_out: msg`The person is in the group that gets nothing, for comparison.`,
  merged: msg`Two people turned out to be one; this was the copy.`,
  reset: msg`All subscriptions of the workspace were reset.`,
  cancelled: msg`It was cancelled before it went out.`,
  bad_request: msg`The push service could not read it.`,
  vapid_refused: msg`The push service did not accept Waymark's key.`,
  credentials_refused: msg`The push service did not accept what this workspace sends to apps with.`,
  no_credentials: msg`What is needed to reach this kind of app is not set up.`,
  sender_id_mismatch: msg`The app belongs to another Firebase project.`,
  bad_device_token: msg`Apple does not know this device: its app may be of the other environment.`,
  wrong_topic: msg`The device's app is another than the one that is set up.`,
  not_found: msg`The push service has no such address.`,
  no_vapid_key: msg`The key that this device subscribed with is gone.`,
  sender_blocked: msg`The push service has blocked this sender.`,
  too_large: msg`It was too large for a push.`,
  redirect: msg`The push service pointed to another address, which is never followed.`,
  refused: msg`The push service refused it.`,
  empty_title: msg`The title was empty for this person.`,
  link_not_allowed: msg`A link leads where the workspace does not allow it.`,
  compose_failed: msg`It could not be put into words.`,
};

/** A reason in words; one that a push service or a newer server gives stays as it is. */
export function reasonWord(reason: string): string {
  const word = REASONS[reason];
  return word ? i18n._(word) : reason;
}

/** Those that a list can be narrowed to. */
export const KNOWN_REASONS = Object.keys(REASONS);

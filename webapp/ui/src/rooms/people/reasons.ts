/** Reasons in words: those of docs/delivery.md and the contract's state table, and why a push status changed. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

type Words = Record<string, MessageDescriptor>;

const REASONS: Words = {
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
};

/** A reason in words; one that a push service or a newer server gives stays as it is. */
export function reasonWord(reason: string): string {
  const word = REASONS[reason];
  return word ? i18n._(word) : reason;
}

const CAUSES: Words = {
  sync: msg`The browser reported it on a visit.`,
  session: msg`The browser reported it on a visit.`,
  prompt: msg`The person answered the browser's question.`,
  enable: msg`The person turned pushes on.`,
  disable: msg`The person turned pushes off.`,
  login: msg`Somebody logged in on the device.`,
  logout: msg`The person signed out on the device.`,
  removed: msg`The device was taken off the list.`,
  gone: msg`The push service says the subscription is over.`,
  merge: msg`Two people turned out to be one.`,
  reset: msg`All subscriptions of the workspace were reset.`,
};

export function causeWord(cause: string): string {
  const word = CAUSES[cause];
  return word ? i18n._(word) : cause;
}

const DEVICE: Words = {
  withdrawn: msg`Turned off`,
  retired: msg`Retired`,
  reset: msg`Reset`,
};

/** The states of a device that no push status has. */
export function deviceWord(status: string): string | undefined {
  const word = DEVICE[status];
  return word && i18n._(word);
}

const RUN: Words = {
  active: msg`On the way`,
  ended: msg`Finished`,
  quarantined: msg`Set aside`,
};

export function runWord(state: string): string {
  const word = RUN[state];
  return word ? i18n._(word) : state;
}

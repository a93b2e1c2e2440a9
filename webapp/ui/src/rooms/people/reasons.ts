/** Why a push status changed, and states that only a person's page tells, in words. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

type Words = Record<string, MessageDescriptor>;

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
  import: msg`It was imported from another service.`,
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

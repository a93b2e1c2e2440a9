/** Every refusal in two parts: what happened, and what to do. */
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { Problem } from "../api/problem";

export interface Told {
  happened: MessageDescriptor;
  todo: MessageDescriptor;
}

const WAIT: Told = {
  happened: msg`Waymark is busy or cannot be reached.`,
  todo: msg`Nothing was changed. Try again in a moment.`,
};
const BY_CODE: Record<string, Told> = {
  unreachable: {
    happened: msg`Waymark does not answer.`,
    todo: msg`Check your connection, then try again. Nothing was changed.`,
  },
  not_found: {
    happened: msg`This is no longer here.`,
    todo: msg`Somebody may have removed it, or it belongs to another workspace. Go back to the list.`,
  },
  csrf_failed: {
    happened: msg`This page belongs to another workspace, or to a session from before.`,
    todo: msg`Load it anew, then do it again. Nothing was changed.`,
  },
  origin_not_allowed: {
    happened: msg`Waymark takes changes only from the address that it was set up for.`,
    todo: msg`Open it there, or tell whoever runs it to mend WAYMARK_BASE_URL.`,
  },
  password_wrong: {
    happened: msg`This is not your password.`,
    todo: msg`Type the one that you log in with. Nothing was changed.`,
  },
  code_wrong: {
    happened: msg`This code is not right.`,
    todo: msg`Take the one that stands in your authenticator now, or a recovery code that you have not used yet.`,
  },
  not_publishable: {
    happened: msg`This journey still has errors.`,
    todo: msg`Mend what is marked in its draft, then try again.`,
  },
};
const BY_STATUS: Record<number, Told> = {
  401: { happened: msg`You are no longer logged in.`, todo: msg`Log in again; you will be where you were.` },
  403: {
    happened: msg`Your role does not allow this.`,
    todo: msg`Ask an admin of this workspace to do it, or for another role.`,
  },
  409: {
    happened: msg`This cannot be done in its present state.`,
    todo: msg`Look at it again: somebody may have changed it meanwhile.`,
  },
  412: {
    happened: msg`Somebody else changed this meanwhile.`,
    todo: msg`Look at the newer state before you go on. Your change was not saved.`,
  },
  413: { happened: msg`This is too large.`, todo: msg`Make it smaller, then try again.` },
  422: { happened: msg`Some of this cannot be taken.`, todo: msg`Mend what is marked, then try again.` },
  429: { happened: msg`That was too often.`, todo: msg`Wait a moment, then try again.` },
  502: WAIT,
  503: WAIT,
  504: WAIT,
};
const UNEXPECTED: Told = {
  happened: msg`Something went wrong here.`,
  todo: msg`Try again. If it happens once more, tell whoever runs your Waymark; it has been logged there.`,
};

export function explain(error: unknown): Told {
  if (!(error instanceof Problem)) return UNEXPECTED;
  return BY_CODE[error.code] ?? BY_STATUS[error.status] ?? UNEXPECTED;
}

/** Whose fault it is: what the server said in words helps only where it refused for a reason. */
export function detail(error: unknown): string {
  return error instanceof Problem && error.status >= 400 && error.status < 500 ? error.message : "";
}

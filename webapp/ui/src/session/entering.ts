/** The log-in as steps: what is asked, and what was wrong. */
import type { MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";

import { Problem } from "../api/problem";
import { explain, type Told } from "../parts/problems";

/** `password`: who are you; `code`: and the number that your authenticator shows. */
export type Step = "password" | "code";

export interface Entering {
  step: Step;
  wrong: Told | null;
}

export const BEGIN: Entering = { step: "password", wrong: null };

const LOGIN_FAILED: Told = {
  happened: msg`E-mail or password is wrong.`,
  todo: msg`Try again. An admin of your workspace can make you a link for a new password.`,
};

/** For who has to wait before the next try. */
export function tooOften(seconds: number | null): Told {
  const minutes = Math.ceil((seconds ?? 60) / 60);
  const todo: MessageDescriptor = msg({
    message: plural(minutes, {
      one: "Wait about # minute, then try again.",
      other: "Wait about # minutes, then try again.",
    }),
  });
  return { happened: msg`There were too many tries.`, todo };
}

/** Where a refusal leads. */
export function refused(step: Step, error: unknown): Entering {
  if (!(error instanceof Problem)) return { step, wrong: explain(error) };
  if (error.code === "code_required") return { step: "code", wrong: null };
  if (error.code === "code_wrong") return { step: "code", wrong: explain(error) };
  if (error.code === "login_failed") return { step: "password", wrong: LOGIN_FAILED };
  return { step, wrong: error.status === 429 ? tooOften(error.retryAfter) : explain(error) };
}

/** What the server asks of a new password (`engine/members/passwords.py`); it decides, this only says so. */
import { msg } from "@lingui/core/macro";

import type { Told } from "../parts/problems";

export const LEAST = 8;

export const WEAK: Told = {
  happened: msg`This password cannot be taken.`,
  todo: msg`Take one that is long and hard to guess: a sentence does well.`,
};
